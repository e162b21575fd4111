import type { PreviewFinding, PreviewLoss } from '../ports/snapshots.ts'

const NAMES_SHOWN = 3

/** As in `12,200`. */
export const formatCount = (number: number): string => number.toLocaleString('en')

/** As in `4 kB`, `3.0 MB`. */
export const formatBytes = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`

/** As in `1 config`, `2,000 configs`. */
export const plural = (number: number, one: string): string =>
  `${formatCount(number)} ${one}${number === 1 ? '' : 's'}`

/** The first names of a list that may be long. */
export const firstOf = (names: readonly string[]): string =>
  names.slice(0, NAMES_SHOWN).join(', ') + (names.length > NAMES_SHOWN ? ', …' : '')

/** How many settings are lost, where all items of one list are one setting. */
export const countSettings = (losses: readonly PreviewLoss[]): number =>
  losses.reduce((total, loss) => total + loss.configs, 0)

/** As in `294 findings, 292 CW201 and 2 CW202`. */
export function describeBlocking(findings: readonly PreviewFinding[]): string {
  const codes = findings.filter(({ severity }) => severity === 'blocking').map(({ code }) => code)
  const counts = [...new Set(codes)].map(
    (code) => `${formatCount(codes.filter((each) => each === code).length)} ${code}`,
  )
  return `${plural(codes.length, 'finding')}, ${counts.join(' and ')}`
}
