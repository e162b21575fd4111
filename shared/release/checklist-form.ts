import { z } from 'zod'

const who = z.string().refine((text) => /\S/.test(text), 'must say who')
const at = z.iso.datetime('must be a time in UTC, as in 2026-01-31T12:00:00Z')
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be the digest of the release')
const environment = z.string().min(1, 'must be an environment')

/** A step that a person has ticked, of a release with these contents in an environment. */
const tick = z.strictObject({
  environment,
  digest,
  step: z.string().min(1, 'must be the id of a step'),
  who,
  at,
  note: z.string().max(2_000, 'is too long'),
})

/** What the doctor found when it looked over an environment for a release. */
const examination = z.strictObject({
  environment,
  digest,
  who,
  at,
  checks: z.int().min(0),
  problems: z.array(z.string()),
})

/** The form of `releases/<agent>@<version>.checklist.json`. */
export const checklistForm = z.strictObject({ ticks: z.array(tick), examinations: z.array(examination) })

/** What the workspace keeps of a release's checklist: what people ticked, and what the doctor found. */
export type ChecklistFile = z.infer<typeof checklistForm>
