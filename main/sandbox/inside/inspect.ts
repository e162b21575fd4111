import ts from 'typescript'
import type { SourceFacts } from '../../../shared/checks/index.ts'
import { fail } from '../../../shared/errors/index.ts'
import { codeFacts, readsOf } from './inspect-code.ts'
import { ModuleText } from './inspect-module.ts'
import { outlineMigration } from './inspect-steps.ts'
import { allowComments, commentsOf, sensitiveLiterals } from './inspect-text.ts'
import { transformFacts } from './inspect-transforms.ts'

/**
 * What the text of an authored module shows, for the static checks. Nothing of it is run, and every list that is
 * given is bounded.
 *
 * Raises `sandbox/does-not-compile` for text that the parser cannot get through; other mistakes are the compiler's.
 */
export function inspectModule(source: string, file: string): SourceFacts {
  try {
    const module = new ModuleText(
      ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS),
    )
    const comments = commentsOf(module)
    return {
      ...outlineMigration(module),
      transforms: transformFacts(module),
      code: codeFacts(module),
      reads: readsOf(module),
      literals: sensitiveLiterals(module, comments),
      allows: allowComments(module, comments),
    }
  } catch (error) {
    // The parser is recursive, and so are we.
    if (!(error instanceof RangeError)) throw error
    return fail('sandbox/does-not-compile', { file, line: 1, column: 1, problem: 'It is nested too deeply' })
  }
}
