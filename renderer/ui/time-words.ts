const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** How long ago, or until, in words: "3 minutes ago". Under half a minute: "just now". */
export function relativeTime(iso: string, nowMs: number): string {
  const seconds = (Date.parse(iso) - nowMs) / 1000
  if (Number.isNaN(seconds)) return iso
  if (Math.abs(seconds) < 30) return 'just now'
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? (['minute', 60] as const)
  const count = Math.round(seconds / size) || Math.sign(seconds)
  return new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(count, unit)
}
