import type { ReleaseDraft, ReleaseEvidence, ReleaseStanding } from '../../../shared/api/releases.ts'
import type { AgentName, Version } from '../../../shared/config/ids.ts'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { classify } from '../../../shared/migration/classify.ts'
import { formatReleaseName, parseReleaseName, type ReleaseName } from '../../../shared/release/name.ts'
import type { ReleaseFile, Services } from '../../compose.ts'
import { os } from '../context.ts'

export const releases = {
  list: os.releases.list.handler(async ({ context }) => {
    const files = await context.desk.services.releases.listFiles()
    return files.map(({ name, file }) => draftOf(parseReleaseName(name), file))
  }),
  inEnvironment: os.releases.inEnvironment.handler(async ({ context, input: { environment } }) => {
    const { services } = context.desk
    const records = await services.releases.list(environment)
    const { releases: figures } = await services.environments.status(environment)
    const byName = Map.groupBy(figures, ({ release }) => release)
    return records.map(({ agent, version, state, digest, author, createdAt }) => {
      const release = formatReleaseName({ agent, version })
      // Both lists have the newest first, so that of several of one name the first that is left is the one.
      const found = byName.get(release)?.shift()
      const {
        migrated = 0,
        held = 0,
        failed = 0,
        rolledBack = 0,
        remaining = null,
        holder = null,
      } = found ?? {}
      return {
        ...{ release, agent, version, state, digest, author, createdAt },
        ...{ migrated, held, failed, rolledBack, remaining, holder },
      }
    })
  }),
  draft: os.releases.draft.handler(async ({ context, input: { release } }) => {
    try {
      return draftOf(release, await context.desk.services.releases.read(release))
    } catch (error) {
      if (isCrosswalkError(error, 'release/not-found')) return null
      throw error
    }
  }),
  preview: os.releases.preview.handler(async ({ context, input: { release } }) => {
    const { services } = context.desk
    try {
      const file = await services.releases.read(release)
      const report = await services.evidence.report(file.preview, {})
      const { preview, configs, migrated, unchanged, failed, masked, round_trip, findings } = report
      const shapes = report.shapes.map(({ id: shape, count, summary }) => ({
        shape,
        configs: count,
        summary,
      }))
      return { preview, configs, migrated, unchanged, failed, masked, round_trip, findings, shapes }
    } catch (error) {
      if (isElsewhere(error)) return null
      throw error
    }
  }),
  standing: os.releases.standing.handler(async ({ context, input: { release, environment } }) => {
    const { services } = context.desk
    const found = await services.releases.standing(release, { environment, who: context.visitor.who })
    const settings = await services.workspace.settings()
    return found === undefined ? null : standingOf(found, settings)
  }),
  previews: os.releases.previews.handler(async ({ context }) =>
    (await context.desk.services.evidence.list({})).flatMap(
      ({ preview: id, agent, to, configs, finished_at }) =>
        finished_at === null ? [] : [{ id, agent, to, configs, finishedAt: finished_at }],
    ),
  ),
  create: os.releases.create.handler(async ({ context, input }) => {
    const { agent, version, preview, notes, existing } = input
    const name = { agent, version }
    const file = await context.desk.services.releases.create(name, {
      preview,
      notes,
      who: context.visitor.who,
      replaceDraft: existing === 'replace',
    })
    return { ...draftOf(name, file), findings: file.findings }
  }),
  propose: os.releases.propose.handler(({ context, input: { release, environment } }) => {
    const { who } = context.visitor
    const label = formatReleaseName(release)
    return context.desk.jobs.start(
      { kind: 'release', title: `Propose ${label} to ${environment}`, environment, who },
      async ({ services }) => {
        const { state } = await services.releases.propose(release, { environment, who })
        return { release: label, environment, state }
      },
    )
  }),
  approve: os.releases.approve.handler(async ({ context, input: { release, environment, reason } }) => {
    const { who } = context.visitor
    const { state, lacking } = await context.desk.services.releases.approve(release, {
      environment,
      who,
      reason,
    })
    return { state, lacking }
  }),
  verify: os.releases.verify.handler(({ context, input: { release, environment } }) => {
    const { who } = context.visitor
    return context.desk.jobs.start(
      { kind: 'verify', title: `Verify ${formatReleaseName(release)} on ${environment}`, environment, who },
      async ({ services, progress }) => {
        const found = await services.releases.verify(release, {
          environment,
          who,
          progress: (event) => progress({ ...event, unit: 'checks' }),
        })
        return evidenceOf(found)
      },
    )
  }),
  publish: os.releases.publish.handler(({ context, input: { release, environment, edits } }) => {
    const { who } = context.visitor
    return context.desk.jobs.start(
      {
        kind: 'flow',
        title: `Publish the flow of ${formatReleaseName(release)} to ${environment}`,
        environment,
        who,
      },
      ({ services }) => services.flows.publish(release, { environment, who, edits }),
    )
  }),
  report: os.releases.report.handler(async ({ context, input: { release, environment } }) => {
    const { data, page } = await context.desk.services.releases.report(release, environment)
    const json = `${writeJson(data as unknown as Json, { indent: 2 })}\n`
    return { about: data.about, page, json }
  }),
}

const isElsewhere = (error: unknown): boolean =>
  isCrosswalkError(error, 'release/not-found') ||
  isCrosswalkError(error, 'release/preview-not-found') ||
  isCrosswalkError(error, 'workspace/preview-not-found')

const draftOf = (
  { agent, version }: ReleaseName | { readonly agent: AgentName; readonly version: Version },
  { digest, bundle, author, createdAt, preview }: ReleaseFile,
): ReleaseDraft => ({
  release: formatReleaseName({ agent, version }),
  agent,
  version,
  digest,
  author,
  createdAt,
  preview,
  notes: bundle.notes,
  accepted: bundle.accepted ?? [],
  class: classify(bundle.path.flatMap(({ steps }) => steps)),
  path: bundle.path.map(({ from, to, summary }) => ({ from, to, summary: summary ?? '' })),
  flow: bundle.flow === undefined ? 'none' : 'in the release',
})

type Standing = NonNullable<Awaited<ReturnType<Services['releases']['standing']>>>
type Settings = Awaited<ReturnType<Services['workspace']['settings']>>

function standingOf(
  { environment, record, shapes, rules, lacking, refusals, evidence, published, timeline }: Standing,
  settings: Settings,
): ReleaseStanding {
  const { id: _, ...known } = record
  return {
    environment,
    record: { ...known, release: formatReleaseName(record) },
    shapes: shapes.map(({ shapeId: shape, configs, summary }) => ({ shape, configs, summary })),
    approval: {
      rules: rules.map(({ name, count, approvers = [] }) => ({ name, count, approvers })),
      lacking,
      refusals,
    },
    evidence: evidence === null ? null : evidenceOf(evidence),
    previewMaxAgeHours: settings.preview_max_age_hours ?? null,
    langflow: {
      configured: settings.environments[environment]?.langflow !== undefined,
      published:
        published === null
          ? null
          : {
              flowId: published.flowId,
              langflow: published.langflow,
              publishedAt: published.publishedAt,
              publishedBy: published.publishedBy,
            },
    },
    timeline,
  }
}

const evidenceOf = ({ release: _, ...evidence }: NonNullable<Standing['evidence']>): ReleaseEvidence =>
  evidence
