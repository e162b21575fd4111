import { type CheckCode, isCheckCode } from './catalogue/catalogue.ts'
import { type CheckFinding, checkFinding, type SilencedFinding, sortFindings } from './finding.ts'
import type { AllowComment } from './source-facts.ts'

export type Judged = {
  readonly findings: readonly CheckFinding[]
  readonly silenced: readonly SilencedFinding[]
}

/**
 * Takes out the findings that comments of the file allow, and adds CW160 and CW161 for comments that allow
 * nothing; of codes that were not looked for, a comment may speak. A comment speaks of one code, on its own line or, where it stands alone, on the next line with code.
 */
export function applyAllows(
  file: string,
  findings: readonly CheckFinding[],
  {
    comments,
    notLookedFor = new Set(),
  }: { readonly comments: readonly AllowComment[]; readonly notLookedFor?: ReadonlySet<CheckCode> },
): Judged {
  const told: CheckFinding[] = []
  const allowed: Allowed[] = []
  for (const comment of comments) {
    const read = readAllow(comment.text)
    if ('problem' in read) told.push(checkFinding('CW160', { file, at: comment }, { problem: read.problem }))
    else allowed.push({ ...read, comment, used: false })
  }
  const silenced: SilencedFinding[] = []
  for (const finding of findings) {
    const by = allowed.find(({ code, comment }) => code === finding.code && comment.target === finding.line)
    if (!by || finding.file !== file) {
      told.push(finding)
      continue
    }
    by.used = true
    silenced.push({ ...finding, reason: by.reason })
  }
  for (const { code, comment, used } of allowed)
    if (!used && !notLookedFor.has(code)) told.push(checkFinding('CW161', { file, at: comment }, { code }))
  return { findings: sortFindings(told), silenced: sortFindings(silenced) }
}

type Allowed = {
  readonly code: CheckCode
  readonly reason: string
  readonly comment: AllowComment
  used: boolean
}

// A finding on a comment that silences would else need a comment that silences it.
const NEVER: ReadonlySet<string> = new Set(['CW160', 'CW161'])

function readAllow(
  text: string,
): { readonly code: CheckCode; readonly reason: string } | { readonly problem: string } {
  const [, code, rest = ''] = /^\s*(\w+)([\s\S]*)$/.exec(text) ?? []
  if (code === undefined) return { problem: 'it names no code' }
  if (!isCheckCode(code)) return { problem: `there is no check ${code.slice(0, 40)}` }
  if (NEVER.has(code)) return { problem: `${code} cannot be silenced` }
  const reason = /^\s*:\s*(\S[\s\S]*)$/.exec(rest)?.[1]?.trim()
  return reason === undefined ? { problem: 'it gives no reason' } : { code, reason }
}
