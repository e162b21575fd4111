import { removeSecrets } from '../../../shared/flow/secrets/remove.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { os } from '../context.ts'

export const flows = {
  list: os.flows.list.handler(({ context }) => context.desk.services.flows.lines()),
  steps: os.flows.steps.handler(({ context, input }) => context.desk.services.flows.steps(input.agent)),
  get: os.flows.get.handler(async ({ context, input }) => {
    const { file } = await context.desk.services.flows.get(input)
    const { flow, meta } = await context.desk.services.flows.read(input)
    // Somebody may have written a secret into the file since its import.
    return { ...input, file, document: text(removeSecrets(flow).flow), record: text(meta as Json) }
  }),
  export: os.flows.export.handler(async ({ context, input: { agent, version } }) => {
    const document = await context.desk.services.flows.export({ agent, version })
    return { file: `${agent}-${version}.json`, text: `${writeJson(document, { indent: 2 })}\n` }
  }),
  compare: os.flows.compare.handler(async ({ context, input }) => {
    const difference = await context.desk.services.flows.diff(input)
    return { difference: text(difference as unknown as Json) }
  }),
  inspect: os.flows.inspect.handler(({ context, input: { file, content, ...options } }) =>
    context.desk.services.flows.inspect(bytes(content), { source: file, ...options }),
  ),
  import: os.flows.import.handler(({ context, input: { file, content, ...options } }) =>
    context.desk.services.flows.import(bytes(content), { source: file, ...options }),
  ),
}

const text = (value: Json): string => writeJson(value)

const bytes = (content: string): Uint8Array => Buffer.from(content, 'base64')
