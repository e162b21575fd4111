import type { ConfigReport } from '../../../../shared/api/evidence.ts'

/** Which configs of a preview are listed: all where nothing is given. */
export type ConfigFilter = {
  readonly shape?: string
  /** JSON Pointer. */
  readonly path?: string
  readonly status?: ConfigReport['status']
  readonly from?: string
  readonly finding?: { readonly code: string; readonly place: string }
  readonly text?: string
}

/** A filter with something changed; what is undefined or empty is left out. */
export function withFilter(
  filter: ConfigFilter,
  change: { readonly [M in keyof ConfigFilter]?: ConfigFilter[M] | undefined },
): ConfigFilter {
  const all = Object.entries({ ...filter, ...change })
  return Object.fromEntries(all.filter(([, value]) => value !== undefined && value !== ''))
}

/** A finding as an option of a list has it: its text, and back. */
export const findingKey = ({ code, place }: { readonly code: string; readonly place: string }): string =>
  `${code} ${place}`

export function findingOf(key: string): ConfigFilter['finding'] {
  const at = key.indexOf(' ')
  return at < 0 ? undefined : { code: key.slice(0, at), place: key.slice(at + 1) }
}
