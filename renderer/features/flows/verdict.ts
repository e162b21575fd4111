import type { VersionAdvice } from '../../../shared/flow/index.ts'
import type { Tone } from '../../ui/badge.tsx'

/** How a verdict is named and marked. */
export const VERDICTS: Readonly<
  Record<VersionAdvice['verdict'], { readonly word: string; readonly tone: Tone }>
> = {
  breaking: { word: 'breaking', tone: 'bad' },
  feature: { word: 'feature', tone: 'info' },
  fix: { word: 'fix', tone: 'neutral' },
  none: { word: 'no change', tone: 'neutral' },
}

/** What the change is, and how the version stands to that, in a sentence. */
export function adviceText(
  { verdict, version, given }: VersionAdvice,
  { before, after }: { readonly before: string; readonly after: string },
): string {
  if (verdict === 'none') return `Nothing changed that calls for another version than ${before}.`
  const what = { breaking: 'A breaking change', feature: 'A new feature', fix: 'A fix' }[verdict]
  const standing = {
    fits: `, and ${after} says so`,
    'too-low': `, and ${after} is too low`,
    higher: `; ${after} says more, which does no harm`,
    backwards: `; ${after} is not later than ${before}`,
  }[given]
  return `${what}: after ${before} it calls for ${version}${standing}.`
}
