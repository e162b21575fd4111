import { type } from '@orpc/contract'
import { z } from 'zod'
import type { ChecklistPart } from '../release/checklist.ts'
import type { Started } from './jobs.ts'
import { procedure } from './procedure.ts'
import { releaseIn } from './release-field.ts'

/** A step of a checklist, as it stands. */
export type ChecklistStepView = {
  readonly id: string
  readonly title: string
  /** Why, and what to look at. */
  readonly detail: string
  readonly checks: 'itself' | 'by a person'
  readonly state: 'done' | 'open' | 'failed'
  /** What it found when it checked itself. */
  readonly found: string | null
  readonly ticked: { readonly who: string; readonly at: string; readonly note: string } | null
}

export type ChecklistView = {
  readonly release: string
  readonly environment: string
  readonly parts: readonly {
    readonly part: ChecklistPart
    readonly title: string
    readonly steps: readonly ChecklistStepView[]
  }[]
}

export const checklists = {
  get: procedure.input(releaseIn).output(type<ChecklistView>()),
  /** Ticks a step that a person does, or takes the tick back. */
  tick: procedure
    .input(
      releaseIn.extend({
        step: z.string().min(1),
        as: z.enum(['done', 'open']),
        note: z.string().trim().max(2_000, 'is too long'),
      }),
    )
    .output(type<ChecklistView>()),
  /** Has the doctor look over the environment, and keeps what it found with the release. */
  examine: procedure.input(releaseIn).output(type<Started>()),
}
