import type { CheckFinding } from '../../compose.ts'
import type { Page } from '../page.ts'

/** Findings of static checks as a compiler prints them: where and what, then what to do, and the page that says more. */
export const findingLines = (findings: readonly CheckFinding[], page: Page): string[] =>
  findings.flatMap(({ code, severity, message, remedy, docs, ...where }) => [
    `${placeOf(where)}: ${page.style(severity === 'error' ? 'red' : 'yellow', `${severity} ${code}`)}: ${message}`,
    `    ${remedy}`,
    `    ${page.style('dim', docs)}`,
  ])

const placeOf = ({
  file,
  line,
  column,
  place,
}: Pick<CheckFinding, 'file' | 'line' | 'column' | 'place'>): string => {
  if (line !== undefined) return `${file}:${line}:${column ?? 1}`
  return place === '' ? file : `${file} (${place})`
}
