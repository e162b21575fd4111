import type { ChecklistStepView, ChecklistView } from '../../shared/api/checklists.ts'
import type { PushPlan, RolloutView } from '../../shared/api/rollouts.ts'
import type { Hash } from '../../shared/config/ids.ts'
import { getEnvironment } from '../../shared/config/workspace-file.ts'
import { fail } from '../../shared/errors/index.ts'
import {
  CHECKLIST,
  CHECKLIST_PARTS,
  type ChecklistFacts,
  type ChecklistStep,
  isTickable,
} from '../../shared/release/checklist.ts'
import type { ChecklistFile } from '../../shared/release/checklist-form.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import type { Check } from './ports/database.ts'
import type { Workspace } from './ports/workspace.ts'
import type { ReleaseStanding } from './release-standing.ts'

export type ChecklistParts = {
  readonly workspace: Workspace
  /** Undefined where the environment does not have the release. */
  readonly standing: () => Promise<ReleaseStanding | undefined>
  readonly plan: () => Promise<PushPlan>
  readonly look: () => Promise<RolloutView>
}

type Where = { readonly environment: string; readonly who: string }

const NOTHING: ChecklistFile = { ticks: [], examinations: [] }

/**
 * The checklist of a release in an environment. Steps that check themselves do so now; the others have the ticks that
 * the workspace keeps for just these contents of the release.
 *
 * Raises `release/not-found` where the environment does not have it, and what the environment raises.
 */
export async function readChecklist(
  parts: ChecklistParts,
  name: ReleaseName,
  { environment }: Pick<Where, 'environment'>,
): Promise<ChecklistView> {
  const standing = await parts.standing()
  const release = formatReleaseName(name)
  if (standing === undefined) return fail('release/not-found', { release, place: environment })
  const stored = await parts.workspace.files.find({ kind: 'checklist', ...name })
  const kept = stored?.value ?? NOTHING
  const about = { environment, digest: standing.record.digest }
  const facts = await factsOf(parts, standing, findOwn(kept.examinations, about))
  return {
    release,
    environment,
    parts: CHECKLIST_PARTS.map(({ part, title }) => ({
      part,
      title,
      steps: CHECKLIST.filter((step) => step.part === part).map((step) => viewOf(step, facts, kept, about)),
    })),
  }
}

/** Ticks a step that a person does, or takes its tick back. Raises `release/no-such-step`, `workspace/*`. */
export async function tickStep(
  workspace: Workspace,
  name: ReleaseName,
  asked: Where & {
    readonly digest: Hash
    readonly step: string
    readonly as: 'done' | 'open'
    readonly note: string
  },
): Promise<void> {
  const { environment, digest, step, as, note, who } = asked
  if (!isTickable(step)) fail('release/no-such-step', { release: formatReleaseName(name), step })
  await change(workspace, name, (kept) => {
    const others = kept.ticks.filter((tick) => tick.step !== step || tick.environment !== environment)
    const ticked = { environment, digest, step, who, at: new Date().toISOString(), note }
    return { ...kept, ticks: as === 'done' ? [...others, ticked] : others }
  })
}

/** Keeps what the doctor found for a release, in the place of what it found before. Raises `workspace/*`. */
export async function keepExamination(
  workspace: Workspace,
  name: ReleaseName,
  { environment, digest, who, checks }: Where & { readonly digest: Hash; readonly checks: readonly Check[] },
): Promise<{ readonly checks: number; readonly problems: readonly string[] }> {
  const problems = checks
    .filter(({ ok }) => ok === false)
    .map(
      ({ name: check, message, remedy }) =>
        `${check}: ${message}.${remedy === undefined ? '' : ` ${remedy}`}`,
    )
  const found = { environment, digest, who, at: new Date().toISOString(), checks: checks.length, problems }
  await change(workspace, name, (kept) => ({
    ...kept,
    examinations: [...kept.examinations.filter((one) => one.environment !== environment), found],
  }))
  return { checks: checks.length, problems }
}

async function change(
  { files, lock }: Workspace,
  name: ReleaseName,
  make: (kept: ChecklistFile) => ChecklistFile,
): Promise<void> {
  const held = await lock('checklist')
  try {
    const stored = await files.find({ kind: 'checklist', ...name })
    const made = make(stored?.value ?? NOTHING)
    await files.write({ kind: 'checklist', ...name }, sorted(made), stored?.etag ?? 'absent')
  } finally {
    await held.release()
  }
}

// In one order whoever ticks first, so that Git shows what was ticked and nothing else.
const sorted = ({ ticks, examinations }: ChecklistFile): ChecklistFile => ({
  ticks: ticks.toSorted((a, b) => compare(`${a.environment} ${a.step}`, `${b.environment} ${b.step}`)),
  examinations: examinations.toSorted((a, b) => compare(a.environment, b.environment)),
})

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

type About = { readonly environment: string; readonly digest: string }

/** Ticks of other contents say nothing of these. */
const findOwn = <T extends About>(list: readonly T[], about: About): T | undefined =>
  list.find((one) => one.environment === about.environment && one.digest === about.digest)

function viewOf(
  { id, title, detail, check }: ChecklistStep,
  facts: ChecklistFacts,
  kept: ChecklistFile,
  about: About,
): ChecklistStepView {
  if (check !== undefined) {
    return { id, title, detail, checks: 'itself', ...check(facts), ticked: null }
  }
  const tick = findOwn(
    kept.ticks.filter(({ step }) => step === id),
    about,
  )
  return {
    id,
    title,
    detail,
    checks: 'by a person',
    state: tick === undefined ? 'open' : 'done',
    found: null,
    ticked: tick === undefined ? null : { who: tick.who, at: tick.at, note: tick.note },
  }
}

async function factsOf(
  { workspace, plan: planned, look }: ChecklistParts,
  { record, lacking, timeline, environment }: ReleaseStanding,
  examined: ChecklistFile['examinations'][number] | undefined,
): Promise<ChecklistFacts> {
  const plan = await planned()
  const view = await look()
  const { value: settings } = await workspace.files.read({ kind: 'settings' })
  const backup = timeline.findLast(({ action }) => action === 'backup.create' || action === 'backup.named')
  return {
    state: record.state,
    protection: getEnvironment(settings, environment).protected ? 'protected' : 'none',
    approvedBy: record.approvals.map(({ approver }) => approver),
    lacking,
    previewAgeHours: plan.previewAgeHours,
    previewMaxAgeHours: plan.previewMaxAgeHours,
    verified: plan.verified,
    staging: plan.staging,
    backupAt: backup?.at ?? null,
    frozen: plan.frozen,
    acceptedLosses: record.accepted.length,
    doctor:
      examined === undefined
        ? null
        : { at: examined.at, checks: examined.checks, problems: examined.problems },
    waves: view.waves,
    strain: view.pressure.strain,
    migrated: view.figures.migrated,
    held: view.figures.held,
    failed: view.figures.failed,
    conflicts: view.figures.conflicts,
    remaining: view.waves.reduce(
      (sum, { configs, migrated, held, failed }) => sum + Math.max(0, configs - migrated - held - failed),
      0,
    ),
  }
}
