import type { FlowLine, FlowStep } from '../../shared/api/flows.ts'
import type { AgentName } from '../../shared/config/ids.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { FlowMeta } from '../../shared/flow/index.ts'
import { differenceOf, type FlowVersion, readFlow, type StoredFlow } from './flows.ts'
import type { Workspace, WorkspaceFiles } from './ports/workspace.ts'

/** What the workspace has of one version: its record, or why that cannot be read. */
export type ShelvedFlow = FlowVersion &
  (
    | { readonly meta: FlowMeta; readonly problem?: undefined }
    | { readonly meta?: undefined; readonly problem: string }
  )

/**
 * Every flow version by its record alone: the flows themselves are read where one is opened. A file that cannot be
 * read says so in its own line, and takes no other away.
 */
export async function readShelf(files: WorkspaceFiles, agent?: AgentName): Promise<ShelvedFlow[]> {
  const refs = await files.list('flow', agent)
  return Promise.all(
    refs.map(async ({ agent, version }): Promise<ShelvedFlow> => {
      const which = { agent, version }
      const meta = await told(async () => {
        const record = await files.find({ kind: 'meta', ...which })
        return record?.value ?? (await readFlow(files, which)).meta
      })
      return typeof meta === 'string' ? { ...which, problem: meta } : { ...which, meta }
    }),
  )
}

/** Every flow version of the workspace, as a list shows it. Raises `workspace/*`. */
export async function listFlowLines({ files }: Workspace): Promise<FlowLine[]> {
  return (await readShelf(files)).map(({ agent, version, meta, problem }) => ({
    agent,
    version,
    record: meta && {
      name: meta.name,
      hash: meta.hash,
      changelog: meta.changelog,
      components: Object.values(meta.components).reduce((sum, each) => sum + each, 0),
      required_variables: meta.custom_metadata.required_variables.length,
      data_sources: meta.custom_metadata.optional_data_sources,
    },
    problem,
  }))
}

/** What became of each version of an agent in the next one, without those that cannot be read. Raises `workspace/*`. */
export async function listFlowSteps({ files }: Workspace, agent: AgentName): Promise<FlowStep[]> {
  const steps: FlowStep[] = []
  let before: (FlowVersion & StoredFlow) | undefined
  for (const { version } of await files.list('flow', agent)) {
    const read = await told(() => readFlow(files, { agent, version }))
    const after = typeof read === 'string' ? undefined : { agent, version, ...read }
    if (before !== undefined && after !== undefined) {
      const { advice } = differenceOf(before, after)
      steps.push({ before: before.version, after: version, advice })
    }
    before = after
  }
  return steps
}

/** What reading gave, or the message of the expected error that it raised. */
async function told<T>(read: () => Promise<T>): Promise<T | string> {
  try {
    return await read()
  } catch (error) {
    if (isCrosswalkError(error)) return error.message
    throw error
  }
}
