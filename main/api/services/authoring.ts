import { os } from '../context.ts'

export const authoring = {
  open: os.authoring.open.handler(({ context, input }) => context.desk.services.authoring.open(input)),
  save: os.authoring.save.handler(({ context, input: { source, etag, ...edge } }) =>
    context.desk.services.authoring.save(edge, { source, expected: etag }),
  ),
  types: os.authoring.types.handler(({ context, input }) => context.desk.services.authoring.types(input)),
  places: os.authoring.places.handler(({ context, input }) => context.desk.services.authoring.places(input)),
  examples: os.authoring.examples.handler(({ context, input: { text, limit, ...edge } }) =>
    context.desk.services.authoring.examples(edge, { text, limit }),
  ),
  example: os.authoring.example.handler(({ context, input: { source, config, ...edge } }) =>
    context.desk.services.authoring.example(edge, { source, config }),
  ),
  check: os.authoring.check.handler(({ context, input: { source, ...edge } }) =>
    context.desk.services.authoring.check(edge, source),
  ),
  measure: os.authoring.measure.handler(async function* ({ context, input: { source, ...edge }, signal }) {
    const options = { signal: context.desk.until(signal) }
    yield* await context.desk.services.authoring.measure(edge, source, options)
  }),
}
