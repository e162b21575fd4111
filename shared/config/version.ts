import { fail } from '../errors/index.ts'
import type { Version } from './ids.ts'

const FORM = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/

/** Whether a text is a flow version: `major.minor.patch`, numbers without leading zeros. */
export const isVersion = (text: string): text is Version => FORM.test(text)

/** Reads a flow version. Raises `config/bad-version`. */
export function parseVersion(text: string): Version {
  return isVersion(text) ? text : fail('config/bad-version', { version: text })
}

/** Orders two versions: negative where `a` is the earlier. */
export function compareVersions(a: Version, b: Version): number {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)]
  for (let part = 0; part < 3; part++) {
    const difference = (x[part] ?? 0) - (y[part] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Which part of the version a step from one to the other raises; `none` where it does not go up. */
export function versionStep(from: Version, to: Version): 'major' | 'minor' | 'patch' | 'none' {
  if (compareVersions(from, to) >= 0) return 'none'
  const [x, y] = [from.split('.'), to.split('.')]
  if (x[0] !== y[0]) return 'major'
  return x[1] === y[1] ? 'patch' : 'minor'
}
