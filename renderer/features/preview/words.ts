import type { Tone } from '../../ui/badge.tsx'

/** What became of a customisation, in words, and how grave that is. */
const FATES: Readonly<Record<string, { readonly words: string; readonly tone: Tone }>> = {
  kept: { words: 'kept', tone: 'good' },
  moved: { words: 'moved', tone: 'good' },
  converted: { words: 'converted', tone: 'info' },
  dropped: { words: 'dropped by a step', tone: 'warn' },
  'dropped-silently': { words: 'dropped silently', tone: 'bad' },
  unproven: { words: 'unproven', tone: 'warn' },
}

export const fateOf = (kind: string): { readonly words: string; readonly tone: Tone } =>
  FATES[kind] ?? { words: kind, tone: 'neutral' }

const SEVERITIES: Readonly<Record<string, Tone>> = { blocking: 'bad', warning: 'warn', note: 'info' }

export const severityTone = (severity: string): Tone => SEVERITIES[severity] ?? 'neutral'

/** "1 config", "1,200 configs". */
export const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
