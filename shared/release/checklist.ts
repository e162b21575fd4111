import type { ReleaseState } from './lifecycle.ts'

/** The parts of a checklist, in the order in which they are gone through. */
export type ChecklistPart = 'before' | 'during' | 'after' | 'rollback'

/** What steps that check themselves go by: what an environment and the workspace know of a release. */
export type ChecklistFacts = {
  readonly state: ReleaseState
  readonly protection: 'none' | 'protected'
  readonly approvedBy: readonly string[]
  readonly lacking: readonly string[]
  readonly previewAgeHours: number | null
  readonly previewMaxAgeHours: number | null
  readonly verified: 'not needed' | 'passed' | 'failed' | 'missing'
  readonly staging: readonly string[]
  /** When the newest proven or named backup for it was taken, in ISO 8601; null for none. */
  readonly backupAt: string | null
  /** In words; null outside of a window. */
  readonly frozen: string | null
  readonly acceptedLosses: number
  /** What the doctor found when it was last asked; null where nobody has. */
  readonly doctor: {
    readonly at: string
    readonly checks: number
    readonly problems: readonly string[]
  } | null
  readonly waves: readonly {
    readonly wave: number
    readonly state: string
    readonly objections: readonly string[]
  }[]
  readonly strain: number
  readonly migrated: number
  readonly held: number
  readonly failed: number
  readonly conflicts: number
  readonly remaining: number
}

/** What a step found. `open`: nothing to say yet. */
export type ChecklistFinding = { readonly state: 'done' | 'open' | 'failed'; readonly found: string }

/** One step. Without `check`, a person ticks it. */
export type ChecklistStep = {
  /** Never reused: ticks are kept by it. */
  readonly id: string
  readonly part: ChecklistPart
  readonly title: string
  readonly detail: string
  readonly check?: (facts: ChecklistFacts) => ChecklistFinding
}

export const CHECKLIST_PARTS: readonly { readonly part: ChecklistPart; readonly title: string }[] = [
  { part: 'before', title: 'Before the push' },
  { part: 'during', title: 'During the push' },
  { part: 'after', title: 'After the push' },
  { part: 'rollback', title: 'After a rollback' },
]

const done = (found: string): ChecklistFinding => ({ state: 'done', found })
const open = (found: string): ChecklistFinding => ({ state: 'open', found })
const failed = (found: string): ChecklistFinding => ({ state: 'failed', found })
const amount = (count: number, unit = 'config'): string => `${count} ${unit}${count === 1 ? '' : 's'}`

const BEGUN: readonly ReleaseState[] = ['rolling_out', 'paused', 'completed', 'rolling_back', 'rolled_back']
const TAKEN_BACK: readonly ReleaseState[] = ['rolling_back', 'rolled_back']

const hasBegun = ({ state }: ChecklistFacts): boolean => BEGUN.includes(state)
const words = (state: ReleaseState): string => state.replace('_', ' ')

/** Every step, in its order. */
export const CHECKLIST: readonly ChecklistStep[] = [
  {
    id: 'doctor',
    part: 'before',
    title: 'The environment has what a push needs',
    detail: 'Versions, extensions, rights, keys and space, as the doctor sees them.',
    check: ({ doctor }) => {
      if (doctor === null) return open('The doctor has not been asked yet.')
      if (doctor.problems.length > 0) return failed(doctor.problems.join(' '))
      return done(
        `${amount(doctor.checks, 'check')} held on ${doctor.at.slice(0, 16).replace('T', ' ')} UTC.`,
      )
    },
  },
  {
    id: 'preview-fresh',
    part: 'before',
    title: 'The preview is young enough',
    detail:
      'What users have changed since the preview is looked at again by the push, and held where nobody has seen its shape.',
    check: (facts) => {
      const { previewAgeHours: age, previewMaxAgeHours: limit } = facts
      if (hasBegun(facts)) return done('The rollout has begun.')
      if (age === null) return open('When it was finished is not known.')
      if (limit !== null && age > limit) return failed(`It is ${age} hours old; ${limit} are allowed.`)
      return done(`It is ${age} hours old.`)
    },
  },
  {
    id: 'approved',
    part: 'before',
    title: 'It is approved by somebody other than its author',
    detail: 'Shapes, accepted losses and findings were read by whoever approved it.',
    check: ({ approvedBy, lacking, state }) => {
      if (state === 'draft' || state === 'proposed')
        return open(lacking.length > 0 ? `Lacking: ${lacking.join('; ')}.` : 'It is not approved yet.')
      return done(`By ${approvedBy.join(' and ')}.`)
    },
  },
  {
    id: 'staging',
    part: 'before',
    title: 'It was tried out on staging',
    detail: 'Pushed there, looked over, and the smoke requests answered as they should.',
    check: ({ verified, staging }) => {
      if (verified === 'not needed') return done('None is asked for here.')
      const where = staging.join(' or ')
      if (verified === 'passed') return done(`It held on ${where}.`)
      return verified === 'failed'
        ? failed(`It did not hold on ${where}.`)
        : open(`Not verified on ${where} yet.`)
    },
  },
  {
    id: 'backup',
    part: 'before',
    title: 'There is a backup that was restored once',
    detail:
      'A push to a protected environment takes one by itself, restores it into a scratch database and compares every row.',
    check: (facts) => {
      if (facts.backupAt !== null)
        return done(`Taken and proven on ${facts.backupAt.slice(0, 16).replace('T', ' ')} UTC.`)
      if (facts.protection === 'none')
        return done('None is asked for here: the environment is not protected.')
      return hasBegun(facts)
        ? failed('The rollout has begun, and the audit log has no backup for it.')
        : open('The push begins with it.')
    },
  },
  {
    id: 'freeze',
    part: 'before',
    title: 'The environment is not frozen',
    detail: 'Windows of rollout.freeze in crosswalk.json.',
    check: ({ frozen }) => (frozen === null ? done('No window now.') : failed(`It is: ${frozen}.`)),
  },
  {
    id: 'notes-read',
    part: 'before',
    title: 'Release notes and the change of the flow have been read',
    detail: 'What is new, what breaks, and which variables or data sources somebody has to provide.',
  },
  {
    id: 'time-agreed',
    part: 'before',
    title: 'The time is agreed, and those who are concerned know of it',
    detail: 'Support and whoever looks after the agents know when it begins and whom to call.',
  },
  {
    id: 'rollback-agreed',
    part: 'before',
    title: 'Who decides on a rollback, and on what grounds, is agreed',
    detail: 'Name the person and the signs: failed runs, complaints, a held share above the limit.',
  },
  {
    id: 'waves-hold',
    part: 'during',
    title: 'Nothing speaks against the next wave',
    detail: 'Failed and held configs of each wave stay within the limits of crosswalk.json.',
    check: (facts) => {
      if (!hasBegun(facts)) return open('The rollout has not begun.')
      const against = facts.waves.flatMap(({ wave, objections }) =>
        objections.map((one) => `Wave ${wave}: ${one}.`),
      )
      return against.length > 0 ? failed(against.join(' ')) : done('No wave is beyond its limits.')
    },
  },
  {
    id: 'pressure',
    part: 'during',
    title: 'The database bears it',
    detail: 'Replicas, locks, log and connections. A rollout goes slower by itself beyond the limit.',
    check: (facts) => {
      if (facts.state !== 'rolling_out')
        return hasBegun(facts) ? done('Nothing is being written now.') : open('The rollout has not begun.')
      const share = `${Math.round(facts.strain * 100)} % of what it can bear`
      return facts.strain > 1
        ? failed(`It is at ${share}, and the rollout goes slower.`)
        : done(`It is at ${share}.`)
    },
  },
  {
    id: 'first-looked-at',
    part: 'during',
    title: 'Some configs of the first wave were looked at',
    detail: 'Open two or three of them: is what their users had set still there?',
  },
  {
    id: 'runs-watched',
    part: 'during',
    title: 'Runs of the agent are watched',
    detail:
      'Errors and answers of the tenants that have the new version, in your monitoring and in Langflow.',
  },
  {
    id: 'completed',
    part: 'after',
    title: 'All waves are completed',
    detail: 'Every config of the agent is at the new version, held or failed.',
    check: ({ state, remaining }) => {
      if (state === 'completed') return done('Every wave is through.')
      if (state === 'rolling_out' || state === 'paused')
        return open(`${amount(remaining)} left; it is ${words(state)}.`)
      return open(`It is ${words(state)}.`)
    },
  },
  {
    id: 'nothing-left',
    part: 'after',
    title: 'Nobody is left behind',
    detail:
      'Held configs are reviewed by a new preview and pushed again; failed ones are mended or left on purpose.',
    check: (facts) => {
      if (!hasBegun(facts)) return open('The rollout has not begun.')
      const left = [
        ...(facts.held === 0 ? [] : [`${amount(facts.held)} held`]),
        ...(facts.failed === 0 ? [] : [`${amount(facts.failed)} failed`]),
      ]
      return left.length === 0 ? done('No config is held, none has failed.') : failed(`${left.join(', ')}.`)
    },
  },
  {
    id: 'tried-out',
    part: 'after',
    title: 'The agent was run at the new version',
    detail: 'For a tenant of each wave: the answer is right, and what worked before still does.',
  },
  {
    id: 'users-told',
    part: 'after',
    title: 'Users who have to do something were told',
    detail: 'The report lists what is deprecated, and how many configs use it.',
  },
  {
    id: 'report-kept',
    part: 'after',
    title: 'The report is where people look for it',
    detail: 'Save it from here, and put it with the ticket or the minutes.',
  },
  {
    id: 'taken-back',
    part: 'rollback',
    title: 'Every config is taken back',
    detail: 'Those that could not be had are looked at by the next rollback.',
    check: ({ state, failed: some }) => {
      if (state === 'rolled_back')
        return some === 0
          ? done('The release is rolled back.')
          : failed(`${amount(some)} could not be taken back.`)
      return TAKEN_BACK.includes(state)
        ? failed('The rollback has not come to its end: run it again.')
        : open('There was no rollback.')
    },
  },
  {
    id: 'conflicts-decided',
    part: 'rollback',
    title: 'Conflicts are decided by those whose settings they are',
    detail: 'Where an edit and the release touched the same, both values are in the history.',
    check: ({ state, conflicts }) => {
      if (!TAKEN_BACK.includes(state)) return open('There was no rollback.')
      return conflicts === 0 ? done('There is none.') : failed(`${amount(conflicts)} in conflict.`)
    },
  },
  {
    id: 'reason-kept',
    part: 'rollback',
    title: 'Who decided on it, and why, is written down',
    detail: 'In the ticket, or as the reason of an emergency in the audit log.',
  },
  {
    id: 'old-version-runs',
    part: 'rollback',
    title: 'The agent runs at the old version again',
    detail: 'Services answer, a run for some tenants gives the answer that it gave before.',
  },
  {
    id: 'edits-told',
    part: 'rollback',
    title: 'Users whose edits were put aside were told',
    detail: 'The report lists them; the next push of the version brings the edits back.',
  },
  {
    id: 'analysed',
    part: 'rollback',
    title: 'The analysis is written',
    detail: 'The report ends with a template for it, its facts filled in.',
  },
]

/** Whether a step of that id is there and is ticked by a person. */
export const isTickable = (id: string): boolean =>
  CHECKLIST.some((step) => step.id === id && step.check === undefined)
