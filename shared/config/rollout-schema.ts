import { z } from 'zod'
import { number } from './number-form.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const tenantIds = z.array(z.string().regex(UUID, 'is no id of a tenant').toLowerCase()).min(1, 'names nobody')

/** A wave reaches a share of the tenants, or those that it names, or both. */
export const waveSchema = z
  .strictObject({
    /** Share of the tenants reached so far, this wave included. */
    percent: number(z.number().gt(0, 'is not above 0').lte(100, 'is above 100')).optional(),
    tenants: tenantIds.optional(),
    /** A list of `labels`. */
    label: z.string().optional(),
    bake_minutes: number(z.number().min(0, 'is below 0')).default(30),
    bake_reads: number(z.number().int('is no whole number').min(0, 'is below 0')).default(100),
  })
  .refine(({ percent, tenants, label }) => (percent ?? tenants ?? label) !== undefined, {
    error: 'reaches nobody: it has neither "percent" nor "tenants" nor "label"',
  })

const growing = (list: readonly { percent?: number | undefined }[]): boolean => {
  const shares = list.flatMap(({ percent }) => (percent === undefined ? [] : [percent]))
  return shares.every((percent, at) => percent > (shares[at - 1] ?? 0))
}

const waves = z
  .array(waveSchema)
  .refine(growing, { error: 'has a wave that reaches no more tenants than the one before it' })
  .refine((list) => list.at(-1)?.percent === 100, 'does not end with a wave of 100 percent')
  .prefault([{ percent: 1 }, { percent: 10 }, { percent: 50 }, { percent: 100 }])

const WEEKLY = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):[0-5]\d$/
const DATED = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d)?$/

const isMoment = (text: string): boolean => WEEKLY.test(text) || DATED.test(text)
const moment = z.string().refine(isMoment, 'is neither a time of the week nor a date')

export const freezeSchema = z
  .strictObject({
    name: z.string().trim().min(1, 'is empty').optional(),
    from: moment,
    /** The first moment after it. */
    to: moment,
    time_zone: z.string().refine(isTimeZone, 'is no time zone'),
  })
  .refine(({ from, to }) => !isMoment(from) || !isMoment(to) || WEEKLY.test(from) === WEEKLY.test(to), {
    path: ['to'],
    error: 'is of another kind than "from"',
  })
  .refine(({ from, to }) => WEEKLY.test(from) || from < to, {
    path: ['to'],
    error: 'is not after "from"',
  })

const percent = z.number().min(0, 'is below 0').max(100, 'is above 100')

/** What a wave may have of configs that did not go on, before the next one begins by itself. */
export const limitsSchema = z.strictObject({
  failed_percent: number(percent).default(1),
  held_percent: number(percent).default(5),
})

export const rolloutSchema = z
  .strictObject({
    waves,
    /** Lists of tenants by name. */
    labels: z.record(z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'is no label'), tenantIds).default({}),
    freeze: z.array(freezeSchema).default([]),
    limits: limitsSchema.prefault({}),
  })
  .check(({ value, issues }) => {
    for (const [at, { label }] of value.waves.entries()) {
      if (label === undefined || Object.hasOwn(value.labels, label)) continue
      const path = ['waves', at, 'label']
      issues.push({ code: 'custom', input: label, path, message: 'is none of "labels"' })
    }
  })

export type RolloutSettings = z.infer<typeof rolloutSchema>

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
