import type { Hash, Version } from '../config/ids.ts'
import { hashJson } from '../json/hash.ts'
import type { Json } from '../json/value.ts'
import type { EnginePlan } from '../migration/engine.ts'
import { VersionGraph } from '../migration/graph.ts'
import type { Migration } from '../migration/migration.ts'
import { type Acceptance, type AcceptedLoss, byPlace } from './acceptance-form.ts'
import { type Finding, finding } from './findings.ts'
import { placeKey } from './place-key.ts'
import type { ShapeId } from './shape.ts'

/** A silent loss of a preview: what users set at a path, in the configs of one shape. */
export type SilentLoss = {
  readonly path: string
  readonly shape: ShapeId
  /** The version that the configs of the shape come from. */
  readonly from: Version
  readonly configs: number
}

export type JudgedLoss = SilentLoss & { readonly acceptance: Acceptance | undefined }

/** What acceptances are worth for a preview. */
export type Judgement = {
  readonly losses: readonly JudgedLoss[]
  /** Acceptances of what is not run any more. */
  readonly forgotten: readonly Acceptance[]
  /** Acceptances that fit what is run, of losses that this preview has not met. */
  readonly unmet: readonly Acceptance[]
}

/**
 * For every version that a path leads from, the hash of all that a silent loss on the way from there depends on:
 * the steps and the code of the path's migrations, and the default config of that version, which tells what a
 * customisation is. Summaries and the target's schema make no difference.
 */
export function lossBases({ path, to, defaults }: EnginePlan): ReadonlyMap<Version, Hash> {
  const graph = new VersionGraph(path)
  return new Map(
    graph.sourcesOf(to).map((from) => {
      const edges = graph.getPath(from, to).map((index) => basisOf(path[index] as Migration))
      return [from, hashJson({ edges, defaults: defaults[from] ?? null } as unknown as Json)]
    }),
  )
}

const basisOf = ({ agent, from, to, steps, code }: Migration) => ({
  agent,
  from,
  to,
  steps,
  code: code?.sha256 ?? null,
})

/**
 * Says which losses are accepted: those whose path, shape and basis an acceptance names, and no others.
 *
 * `plan` is what the preview has run.
 */
export function judgeLosses(
  losses: readonly SilentLoss[],
  acceptances: readonly Acceptance[],
  plan: EnginePlan,
): Judgement {
  const bases = lossBases(plan)
  const fitting = new Set(bases.values())
  const lossAt = new Map(losses.map((loss) => [placeKey(loss), loss]))
  const accepted = new Map<string, Acceptance>()
  const forgotten: Acceptance[] = []
  const unmet: Acceptance[] = []
  for (const acceptance of acceptances) {
    const loss = lossAt.get(placeKey(acceptance))
    if (loss === undefined) (fitting.has(acceptance.fits) ? unmet : forgotten).push(acceptance)
    else if (bases.get(loss.from) === acceptance.fits) accepted.set(placeKey(loss), acceptance)
    else forgotten.push(acceptance)
  }
  return {
    losses: losses.map((loss) => ({ ...loss, acceptance: accepted.get(placeKey(loss)) })),
    forgotten,
    unmet,
  }
}

/** The accepted losses of a judgement, as a release carries them. */
export const acceptedLosses = ({ losses }: Pick<Judgement, 'losses'>): readonly AcceptedLoss[] =>
  losses
    .flatMap(({ acceptance, configs }) => (acceptance === undefined ? [] : [{ ...acceptance, configs }]))
    .sort(byPlace)

/** A finding with the acceptances that concern it. */
export type JudgedFinding = Finding & { readonly accepted?: readonly AcceptedLoss[] }

/**
 * The findings of a preview in the light of its judgement, blocking ones first. A silent drop that is accepted in
 * every shape blocks no more, and says by whom and why; each forgotten acceptance is a note.
 */
export const judgeFindings = (
  findings: readonly Finding[],
  judgement: Pick<Judgement, 'losses' | 'forgotten'>,
): readonly JudgedFinding[] =>
  [
    ...findings.map((one) => (one.code === 'CW201' ? judgeDrop(one, judgement.losses) : one)),
    ...groupsOf(judgement.forgotten, ({ path, who, reason }) => [path, who, reason]).map((group) => {
      const { path, who, reason } = group[0] as Acceptance
      const shapes = group.map(({ shape }) => shape).join(', ')
      return finding(
        'CW212',
        path,
        0,
        `by ${who} for ${group.length === 1 ? 'shape' : 'shapes'} ${shapes}: ${quoted(reason)}`,
      )
    }),
  ].sort((a, b) => RANK[a.severity] - RANK[b.severity])

const RANK = { blocking: 0, warning: 1, note: 2 } as const

function judgeDrop(drop: Finding, losses: readonly JudgedLoss[]): JudgedFinding {
  const here = losses.filter(({ path }) => path === drop.place)
  const accepted = acceptedLosses({ losses: here })
  if (accepted.length === 0) return drop
  const open = here.filter(({ acceptance }) => acceptance === undefined)
  const words = groupsOf(accepted, ({ who, reason }) => [who, reason]).map(
    (group) =>
      `Accepted by ${group[0]?.who} for ${group.map(inShape).join(', ')}: ${quoted(group[0]?.reason ?? '')}.`,
  )
  if (open.length > 0) {
    const message = `${drop.message} ${words.join(' ')} Not accepted: ${open.map(inShape).join(', ')}.`
    return { ...drop, message, accepted }
  }
  return {
    ...drop,
    severity: 'warning',
    message: `${drop.message} ${words.join(' ')}`,
    remedy: 'Nothing, if that is meant: whoever approves the release is shown it.',
    accepted,
  }
}

const inShape = ({ shape, configs }: { shape: ShapeId; configs: number }): string =>
  `shape ${shape} (${configs} ${configs === 1 ? 'config' : 'configs'})`

const quoted = (reason: string): string => `“${reason}”`

function groupsOf<T>(all: readonly T[], keyOf: (one: T) => readonly string[]): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const key = JSON.stringify(keyOf(one))
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return [...groups.values()]
}
