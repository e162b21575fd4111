import type { ErrorCode } from '../../../shared/errors/index.ts'
import type { Json } from '../../../shared/json/value.ts'

/**
 * One hostile module. It does `body` in its `up` with every config that says `hostile`, and serves the
 * others honestly, so that harm to a neighbour in the same batch shows.
 */
export type Hostile = {
  readonly name: string
  /** Text at the top level of the module. */
  readonly top?: string
  readonly body: string
  /** Values of `config.value`, one config each. One config with `'mine'` where left out. */
  readonly values?: readonly Json[]
  /** How each of these configs ends: in an error, or in exactly these results. */
  readonly ends: { readonly code: ErrorCode; readonly says: RegExp } | { readonly results: readonly Json[] }
}

/** A module that is hostile as soon as it is read. */
export type HostileSource = {
  readonly name: string
  readonly source: string
  readonly code: ErrorCode
  readonly says: RegExp
}

export const sourceOf = ({ top = '', body }: Hostile): string => `
import * as crosswalk from 'crosswalk'
${top}
export default crosswalk.defineMigration({
  agent: 'seo', from: '1.0.0', to: '1.1.0', summary: 'hostile',
  steps: [crosswalk.transform({
    up(config) {
      if (!config.hostile) return { ...config, done: true };
      ${body}
    },
  })],
})
`

export const threw = (says: RegExp) => ({ code: 'sandbox/threw', says }) as const
export const badResult = (says: RegExp) => ({ code: 'sandbox/bad-result', says }) as const
export const timedOut = { code: 'sandbox/timed-out', says: /did not end within \d+ ms/ } as const
export const outOfMemory = { code: 'sandbox/out-of-memory', says: /needed more than \d+ MB/ } as const
/** How the use of a global ends that a compartment does not have: it reads as undefined. */
export const absent = threw(/is not a function|is not a constructor|of undefined/)
/** Not an attack that fails but one that comes to nothing: this is what `up` returns. */
export const harmless = (...results: Json[]) => ({ results })
