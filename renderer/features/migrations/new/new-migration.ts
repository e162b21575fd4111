import { z } from 'zod'
import type { MigrationList } from '../../../../shared/api/migrations.ts'
import { agentField, versionField } from '../../../../shared/api/sidecar/fields.ts'
import { failureOf } from '../../../hosts/failure.ts'
import { queries } from '../../../workbench/queries.ts'
import { workbench } from '../../../workbench/workbench.ts'
import { type Edge, edgeFile, edgeTitle } from '../edge.ts'
import { forgetMigrations, listQuery } from '../queries.ts'
import { keepDraftFacts } from './draft-facts.ts'

const argsForm = z.object({
  agent: agentField.optional(),
  from: versionField.optional(),
  to: versionField.optional(),
})
const edgeForm = z.object({ agent: agentField, from: versionField, to: versionField })

/** Opens the editor of a migration. `args`: agent, from, to. */
export function openMigration(args: unknown): void {
  const edge = edgeForm.parse(args)
  workbench().openEditor({ type: 'migration', key: edgeFile(edge), title: edgeTitle(edge), input: edge })
}

/** Opens the version graph of an agent, asking which where `args` does not say. */
export async function openGraph(args: unknown): Promise<void> {
  const { agents } = await queries.fetchQuery(listQuery)
  const agent = argsForm.parse(args ?? {}).agent ?? (await askAgent(agents))
  if (agent === undefined) return
  workbench().openEditor({ type: 'version-graph', key: agent, title: `${agent} versions`, input: { agent } })
}

/** Writes a migration with drafted steps and opens it, asking for what `args` does not say. */
export async function newMigration(args: unknown): Promise<void> {
  const edge = await askEdge(argsForm.parse(args ?? {}))
  if (!edge) return
  workbench().log(`Drafting ${edgeTitle(edge)}`)
  try {
    const drafted = await workbench().host.api.migrations.create({ ...edge, content: 'draft' })
    keepDraftFacts(edge, drafted)
    await forgetMigrations()
  } catch (error) {
    // Whoever asks for one that is there already wants to see it.
    if (failureOf(error)?.code !== 'migration/exists') return workbench().notifyFailure(error)
  }
  openMigration(edge)
}

async function askEdge({ agent, from, to }: z.infer<typeof argsForm>): Promise<Edge | undefined> {
  const { agents } = await queries.fetchQuery(listQuery)
  const named = agent ?? (await askAgent(agents))
  if (named === undefined) return undefined
  const versions = agents.find((one) => one.agent === named)?.versions ?? []
  if (versions.length < 2) {
    workbench().notify({
      severity: 'warning',
      message: `${named} has ${versions.length === 0 ? 'no flow version' : 'one flow version'} yet; a migration leads from one to a later one. Import the next version of its flow first.`,
      actions: [{ title: 'Import a flow', run: () => void workbench().runCommand('flow.import') }],
    })
    return undefined
  }
  const begin = from ?? (await askVersion(`From which version of ${named}?`, versions.slice(0, -1).reverse()))
  if (begin === undefined) return undefined
  const later = versions.slice(versions.indexOf(begin) + 1)
  const end = to ?? (await askVersion(`From ${begin} to which version?`, later))
  return end === undefined ? undefined : edgeForm.parse({ agent: named, from: begin, to: end })
}

const askAgent = async (agents: MigrationList['agents']): Promise<Edge['agent'] | undefined> => {
  const [only] = agents
  const picked =
    agents.length === 1
      ? only?.agent
      : await workbench().pick({
          title: 'Which agent?',
          items: agents.map(({ agent, title, versions }) => ({
            label: agent,
            description: `${title}, ${versions.join(', ')}`,
            value: agent,
          })),
        })
  return picked === undefined ? undefined : agentField.parse(picked)
}

/** Where there is no choice, nobody is asked. */
const askVersion = async (title: string, versions: readonly string[]): Promise<string | undefined> =>
  versions.length === 1
    ? versions[0]
    : workbench().pick({ title, items: versions.map((version) => ({ label: version, value: version })) })
