import type { ReleaseDraft, ReleaseEntry, ReleaseStanding } from '../../../shared/api/releases.ts'
import type { ReleaseState } from '../../../shared/release/lifecycle.ts'

/** A stage of the lifecycle, as a release in one environment has it. */
export type Stage = {
  readonly id: string
  readonly title: string
  /** `now`: it is here. `next`: what it can come to from here. */
  readonly state: 'done' | 'now' | 'next' | 'later' | 'failed'
  readonly who: string | undefined
  readonly at: string | undefined
}

/** What can be done next. */
export type NextAction = 'propose' | 'approve' | 'staging' | 'verify' | 'push' | 'rollout' | 'report' | 'none'

export type NextStep = {
  readonly title: string
  /** Whole sentences: what is missing, or what there is to know before. */
  readonly missing: readonly string[]
  readonly action: NextAction
  readonly tone: 'info' | 'good' | 'warn' | 'bad'
}

/** What is known of a release and of the environment that is looked at. */
export type ReleaseFacts = {
  readonly environment: string
  readonly isStaging: boolean
  readonly draft: ReleaseDraft | null
  readonly standing: ReleaseStanding | null
  /** Environments in which it has to be verified before; none where nothing is asked for. */
  readonly staging: readonly string[]
  /** The newest evidence of just these contents, from here or from staging. */
  readonly verified: 'passed' | 'failed' | 'missing'
}

const ORDER: readonly ReleaseState[] = [
  'draft',
  'proposed',
  'approved',
  'verified',
  'rolling_out',
  'completed',
]

/** The stages from left to right; a rollback is a branch at the end, only where there is one. */
export function stagesOf(facts: ReleaseFacts): readonly Stage[] {
  const { draft, standing, staging, verified } = facts
  const state = standing?.record.state ?? 'draft'
  const timeline = standing?.timeline ?? []
  // A stage that is not asked for is not waited for.
  const order = ORDER.filter((id) => id !== 'verified' || staging.length > 0)
  const reached = reachedOf(state, timeline, order)
  const stage = (id: ReleaseState, title: string, entry: ReleaseEntry | undefined): Stage => {
    const at = order.indexOf(id)
    return {
      id,
      title,
      state: at < reached ? 'done' : at === reached ? 'now' : at === reached + 1 ? 'next' : 'later',
      who: entry?.who,
      at: entry?.at,
    }
  }
  const created: ReleaseEntry | undefined =
    draft === null ? undefined : { who: draft.author, at: draft.createdAt, action: 'create', detail: {} }
  const verifiedEntry = last(timeline, 'release.verified') ?? last(timeline, 'verification.record')
  const stages = [
    stage('draft', 'Draft', created),
    stage('proposed', 'Proposed', last(timeline, 'release.propose')),
    stage('approved', 'Approved', last(timeline, 'release.approve')),
    ...(staging.length === 0
      ? []
      : [verifiedStage(stage('verified', `Verified on ${staging.join(', ')}`, verifiedEntry), verified)]),
    stage(
      'rolling_out',
      state === 'paused' ? 'Paused' : 'Rolling out',
      first(timeline, 'release.rolling_out'),
    ),
    stage('completed', 'Completed', last(timeline, 'release.completed')),
  ]
  return [...stages, ...rollbackStages(state, timeline)]
}

function reachedOf(
  state: ReleaseState,
  timeline: readonly ReleaseEntry[],
  order: readonly ReleaseState[],
): number {
  if (state === 'paused') return order.indexOf('rolling_out')
  if (state === 'verified' && !order.includes(state)) return order.indexOf('approved')
  if (state !== 'rolling_back' && state !== 'rolled_back') return order.indexOf(state)
  const completed = last(timeline, 'release.completed') !== undefined
  // Past the last one that it came to: nothing of the way forward is next any more.
  return completed ? order.length : order.indexOf('rolling_out') + 0.5
}

const verifiedStage = (stage: Stage, verified: ReleaseFacts['verified']): Stage => {
  if (stage.state === 'done') return stage
  if (verified === 'passed' && stage.state !== 'later') return { ...stage, state: 'done' }
  return verified === 'failed' ? { ...stage, state: 'failed' } : stage
}

function rollbackStages(state: ReleaseState, timeline: readonly ReleaseEntry[]): readonly Stage[] {
  if (state !== 'rolling_back' && state !== 'rolled_back') return []
  const begun = last(timeline, 'release.rolling_back')
  const ended = last(timeline, 'release.rolled_back')
  const isOver = state === 'rolled_back'
  return [
    {
      id: 'rolling_back',
      title: 'Rolling back',
      state: isOver ? 'done' : 'now',
      who: begun?.who,
      at: begun?.at,
    },
    {
      id: 'rolled_back',
      title: 'Rolled back',
      state: isOver ? 'now' : 'next',
      who: ended?.who,
      at: ended?.at,
    },
  ]
}

/** What is missing for the next stage, and what to do about it. */
export function nextStepOf(facts: ReleaseFacts): NextStep {
  const { draft, standing, environment } = facts
  if (standing === null) {
    return draft === null
      ? {
          title: `${environment} does not have this release, nor does this workspace`,
          missing: [],
          action: 'none',
          tone: 'warn',
        }
      : {
          title: `Propose it to ${environment}`,
          missing: [
            'Its bundle, its shapes and what the preview says of each config are sent there, to be approved.',
          ],
          action: 'propose',
          tone: 'info',
        }
  }
  return STEPS[standing.record.state](facts, standing)
}

type Step = (facts: ReleaseFacts, standing: ReleaseStanding) => NextStep

const toPush = (facts: ReleaseFacts): NextStep => {
  const { staging, verified, environment } = facts
  if (staging.length > 0 && verified !== 'passed') {
    return {
      title: `Verify it on ${staging.join(' or ')} first`,
      missing: [
        verified === 'failed'
          ? 'It was looked over there and did not hold.'
          : 'Push it there, then have it looked over: rollout, data and smoke requests.',
      ],
      action: 'staging',
      tone: verified === 'failed' ? 'bad' : 'info',
    }
  }
  return {
    title: `Push it to ${environment}`,
    missing: ['What it will touch, and what the push begins with, is shown before anything is changed.'],
    action: 'push',
    tone: 'good',
  }
}

const STEPS: Readonly<Record<ReleaseState, Step>> = {
  draft: (facts) => nextStepOf({ ...facts, standing: null }),
  proposed: (_, { approval: { lacking, refusals } }) => ({
    title:
      refusals.length > 0 ? 'It waits for somebody else to approve it' : 'Read the evidence, then approve it',
    missing: [...lacking.map((what) => `Lacking: ${what}.`), ...refusals],
    action: 'approve',
    tone: refusals.length > 0 ? 'warn' : 'info',
  }),
  approved: toPush,
  verified: toPush,
  rolling_out: (_, { record }) => ({
    title: 'It is being rolled out',
    missing: [`Watch it, stop it, or begin its next wave in the rollout of ${record.release}.`],
    action: 'rollout',
    tone: 'info',
  }),
  paused: () => ({
    title: 'The rollout is paused',
    missing: ['What is migrated stays so. Resume it, or take it back.'],
    action: 'rollout',
    tone: 'warn',
  }),
  completed: (facts, { evidence }) =>
    facts.isStaging && evidence?.passed !== true
      ? {
          title: `Look it over on ${facts.environment}`,
          missing: [
            evidence === null
              ? 'Rollout, data and smoke requests are looked at, and the evidence is kept for production.'
              : 'It did not hold when it was last looked over. Mend what the checks say, and look again.',
          ],
          action: 'verify',
          tone: evidence === null ? 'info' : 'bad',
        }
      : {
          title: 'It is through',
          missing: ['The report has what became of it.'],
          action: 'report',
          tone: 'good',
        },
  rolling_back: () => ({
    title: 'It is being taken back',
    missing: ['A rollback that was cut off goes on when it is run again.'],
    action: 'rollout',
    tone: 'warn',
  }),
  rolled_back: ({ draft, environment }) =>
    draft === null
      ? {
          title: 'It was taken back',
          missing: ['The report has what became of every path.'],
          action: 'report',
          tone: 'info',
        }
      : {
          title: 'It was taken back',
          missing: [
            'The report has what became of every path.',
            `The workspace still has a release of this name: it can be proposed to ${environment} again.`,
          ],
          action: 'propose',
          tone: 'info',
        },
}

const last = (timeline: readonly ReleaseEntry[], action: string): ReleaseEntry | undefined =>
  timeline.findLast((entry) => entry.action === action)

const first = (timeline: readonly ReleaseEntry[], action: string): ReleaseEntry | undefined =>
  timeline.find((entry) => entry.action === action)
