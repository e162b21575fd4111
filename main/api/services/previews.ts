import type { ConfigExplanation } from '../../../shared/api/evidence.ts'
import { CONFIGS_A_PAGE, type PreviewMade } from '../../../shared/api/previews.ts'
import { compareVersions } from '../../../shared/config/version.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { ConfigExplanation as Explained } from '../../compose.ts'
import { os } from '../context.ts'

export const previews = {
  list: os.previews.list.handler(({ context, input }) => context.desk.services.evidence.list(input)),
  targets: os.previews.targets.handler(async ({ context, input }) => {
    const { edges } = await context.desk.services.migrations.graph(input.agent)
    const summaries = new Map(edges.map(({ to, summary }) => [to, summary]))
    return [...summaries.keys()]
      .sort((a, b) => compareVersions(b, a))
      .map((version) => ({ version, summary: summaries.get(version) ?? '' }))
  }),
  run: os.previews.run.handler(({ context, input }) => {
    const title = `Preview ${input.agent} ${input.to}`
    return context.desk.jobs.start(
      { kind: 'preview', title, who: context.visitor.who },
      async ({ services, progress }): Promise<PreviewMade> => {
        const report = await services.previews.run(input, (event) => progress({ ...event, unit: 'configs' }))
        const { preview, agent, to, shapes, failed } = report
        return { preview, agent, to, shapes: shapes.length, failed }
      },
    )
  }),
  get: os.previews.get.handler(({ context, input }) =>
    context.desk.services.evidence.overview(input.preview),
  ),
  shape: os.previews.shape.handler(({ context, input }) =>
    context.desk.services.evidence.shape(input.preview, input.shape),
  ),
  marks: os.previews.marks.handler(({ context, input: { preview, ...filter } }) =>
    context.desk.services.evidence.marks(preview, { ...filter, every: CONFIGS_A_PAGE }),
  ),
  configs: os.previews.configs.handler(({ context, input: { preview, ...filter } }) =>
    context.desk.services.evidence.page(preview, { ...filter, limit: CONFIGS_A_PAGE }),
  ),
  explain: os.previews.explain.handler(async ({ context, input }) =>
    asTexts(await context.desk.services.evidence.explain(input)),
  ),
  compare: os.previews.compare.handler(({ context, input }) => context.desk.services.evidence.compare(input)),
}

const textOf = (value: Json | null): string | null => (value === null ? null : writeJson(value))

/** Customers' values go out as text: whoever reads it decides how, and nothing is lost on the way. */
const asTexts = ({
  before,
  after,
  back,
  changes: _,
  customisations,
  ...rest
}: Explained): ConfigExplanation => ({
  ...rest,
  before: textOf(before),
  after: textOf(after),
  back: textOf(back),
  customisations: customisations.map(({ value, class: kind, now, ...one }) => ({
    ...one,
    // Written by us from the same type.
    class: kind as ConfigExplanation['customisations'][number]['class'],
    value: writeJson(value),
    now: now === undefined ? null : writeJson(now),
  })),
})
