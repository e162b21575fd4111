import type { CheckFinding } from '../../../../shared/checks/index.ts'
import type { CodeMarker } from '../../../ui/monaco/code-editor.tsx'
import { offsetAt, quotedAt } from './source-calls.ts'

/** The scheme of links to the page of a code. */
export const PAGE_SCHEME = 'crosswalk-page'

/** Findings as the editor underlines them: the quoted text or the word at their place; the first line where they have none. */
export const markersOf = (source: string, findings: readonly CheckFinding[]): readonly CodeMarker[] =>
  findings.map(({ code, severity, line = 1, column = 1, message, remedy }) => {
    const offset = offsetAt(source, { line, column })
    const quoted = source[offset] === "'" || source[offset] === '"' ? quotedAt(source, offset + 1) : undefined
    const word = /^[\w$]+/.exec(source.slice(offset))?.[0].length ?? 1
    return {
      startLineNumber: line,
      startColumn: column,
      endLineNumber: line,
      endColumn: column + (quoted ? quoted.end - quoted.start : word),
      severity,
      message: message.endsWith(remedy) ? message : `${message}\n${remedy}`,
      code,
      link: `${PAGE_SCHEME}:${code}`,
    }
  })
