import { fail } from '../../shared/errors/index.ts'
import type {
  Adoption,
  AdoptionChoices,
  AdoptionFinding,
  AdoptionReport,
  KnownAgents,
  Repair,
} from './ports/adoption.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

/** Agents that the workspace declares, each with the versions that it has anything of. */
export async function knownAgents(files: WorkspaceFiles): Promise<KnownAgents> {
  const { value } = await files.read({ kind: 'settings' })
  const refs = [...(await files.list('flow')), ...(await files.list('defaults'))]
  const edges = await files.list('migration')
  return Object.keys(value.agents).map((agent) => ({
    agent,
    versions: [
      ...new Set([
        ...refs.filter((ref) => ref.agent === agent).map((ref) => ref.version),
        ...edges.filter((edge) => edge.agent === agent).flatMap(({ from, to }) => [from, to]),
      ]),
    ],
  }))
}

export type AdoptionRequest = {
  readonly choices: AdoptionChoices
  readonly who: string
  readonly signal: AbortSignal
  readonly progress?: (event: { readonly label: string; readonly done: number }) => void
}

export type AdoptionResult = {
  /** What there was before. */
  readonly report: AdoptionReport
  readonly repairs: readonly Repair[]
  /** What there is now. */
  readonly left: readonly AdoptionFinding[]
}

export type AdoptionParts = { readonly files: WorkspaceFiles; readonly adoption: Adoption }

/** Looks over a database without changing anything. */
export const inspectAdoption = async ({ files, adoption }: AdoptionParts): Promise<AdoptionReport> =>
  adoption.inspect(await knownAgents(files))

/**
 * Repairs a database as it was chosen, and adds what is missing. Can be run again whenever it was cut off.
 *
 * Raises `adoption/undecided` where a choice is missing, `adoption/aborted` where it says so, and what keeps the
 * adoption from being done, all before anything is changed.
 */
export async function adopt(
  { files, adoption }: AdoptionParts,
  request: AdoptionRequest,
): Promise<AdoptionResult> {
  const known = await knownAgents(files)
  const report = await adoption.inspect(known)
  requireDecided(report, request.choices)
  const repairs = await adoption.apply({ ...request, known })
  const { findings: left } = await adoption.inspect(known)
  return { report, repairs, left }
}

function requireDecided(
  { environment, place, rows, findings }: AdoptionReport,
  choices: AdoptionChoices,
): void {
  const where = { environment, place }
  if (rows.walker_agent_user_configs === null) fail('adoption/nothing-there', where)
  const blocking = findings.filter(({ kind }) => kind === 'blocking')
  if (blocking.length > 0) fail('adoption/obstacles', { ...where, problems: blocking.flatMap(problemsOf) })

  const chosen = (finding: AdoptionFinding): string | undefined =>
    finding.choice && choices[finding.choice.option]
  const deciding = findings.filter(({ kind }) => kind === 'decide')
  const undecided = deciding.filter((finding) => {
    const value = chosen(finding)
    return value === undefined || !Object.hasOwn(finding.choice?.would ?? {}, value)
  })
  if (undecided.length > 0) fail('adoption/undecided', { environment, undecided: undecided.map(lineOf) })
  const aborting = deciding.filter((finding) => chosen(finding) === 'abort')
  if (aborting.length > 0) fail('adoption/aborted', { environment, found: aborting.map(lineOf) })

  for (const { table, examples } of findings.filter(({ code }) => code === 'cascades')) {
    const moves = deciding.some((finding) => finding.table === table && SETS_ASIDE.has(chosen(finding) ?? ''))
    if (moves) fail('adoption/cascades', { table, keys: examples.map(({ detail }) => detail) })
  }
}

const SETS_ASIDE: ReadonlySet<string> = new Set(['set-aside', 'keep-newest'])

const problemsOf = ({ table, message, examples }: AdoptionFinding): readonly string[] =>
  examples.length > 0 ? examples.map(({ detail }) => `${table}: ${detail}`) : [`${table}: ${message}`]

const lineOf = ({ table, message, choice, remedy }: AdoptionFinding): string =>
  `--${choice?.option} ${Object.keys(choice?.would ?? {}).join('|')}: ${table}: ${message}${remedy === undefined ? '' : `. ${remedy}`}`
