import ts from 'typescript'
import { fail } from '../../../shared/errors/index.ts'
import { checkConstructs } from './check-constructs.ts'

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2023,
  // Text in comments is not code, but SES takes `import(` there for code.
  removeComments: true,
  isolatedModules: true,
}

/**
 * Makes a script of an authored TypeScript module, for a function with the parameters `require` and
 * `exports`. Types are removed, not checked.
 *
 * Raises `sandbox/does-not-compile`, `sandbox/import-refused`, `sandbox/not-allowed`, with line and column.
 */
export function compileModule(source: string, file: string): string {
  try {
    const { outputText, diagnostics = [] } = ts.transpileModule(source, {
      fileName: 'migration.ts',
      compilerOptions: OPTIONS,
      reportDiagnostics: true,
    })
    for (const diagnostic of diagnostics) refuse(diagnostic, file)
    checkConstructs(ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS), file)
    return outputText
  } catch (error) {
    // The parser is recursive.
    if (!(error instanceof RangeError)) throw error
    return fail('sandbox/does-not-compile', { file, line: 1, column: 1, problem: 'It is nested too deeply' })
  }
}

function refuse({ file: source, start = 0, messageText }: ts.Diagnostic, file: string): never {
  const at = source?.getLineAndCharacterOfPosition(start)
  return fail('sandbox/does-not-compile', {
    file,
    line: (at?.line ?? 0) + 1,
    column: (at?.character ?? 0) + 1,
    problem: ts.flattenDiagnosticMessageText(messageText, ' '),
  })
}
