import type { CheckFinding } from '../../compose.ts'
import type { Page } from '../page.ts'

/** Findings of static checks: where, what, and what to do. */
export const findingLines = (findings: readonly CheckFinding[], page: Page): string[] =>
  findings.flatMap(({ code, severity, file, place, message, remedy }) => [
    `${page.style(severity === 'error' ? 'red' : 'yellow', `${code} ${severity}`)} ${file}${place === '' ? '' : ` at ${place}`}: ${message}`,
    `    ${remedy}`,
  ])
