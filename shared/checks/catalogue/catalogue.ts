import { codeChecks } from './code.ts'
import type { CheckEntry } from './entry.ts'
import { graphChecks } from './graph.ts'
import { secretChecks } from './secrets.ts'
import { stepChecks } from './steps.ts'
import { textChecks } from './text.ts'
import { versionChecks } from './version.ts'

/** Every finding of `crosswalk migration check`, by its stable code. */
export const checkCatalogue = {
  ...graphChecks,
  ...codeChecks,
  ...stepChecks,
  ...versionChecks,
  ...textChecks,
  ...secretChecks,
} as const

export type CheckCode = keyof typeof checkCatalogue
export type CheckData<C extends CheckCode> =
  (typeof checkCatalogue)[C] extends CheckEntry<infer Data> ? Data : never

/** All codes, in order. */
export const checkCodes = (Object.keys(checkCatalogue) as CheckCode[]).sort()

/** Whether a text is the code of a static check. */
export const isCheckCode = (text: string): text is CheckCode => Object.hasOwn(checkCatalogue, text)
