import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { TYPES_INDEX, type TypeFiles } from '../../../shared/authoring/types/authoring-types.ts'
import { TYPES_FOLDER, typeOptions } from '../../../shared/authoring/types/editor-settings.ts'
import { fail } from '../../../shared/errors/index.ts'
import type { TypeProblem } from '../../services/ports/sandbox.ts'

const MAX_PROBLEMS = 100
const MAX_CHARACTERS = 1_000

// The folders of the program. There is nothing of these names on the disk, and nothing is looked for there.
const TYPES = posix.join('/workspace', TYPES_FOLDER)
const MODULE = '/workspace/migrations/migration.ts'
const LIBRARY = dirname(fileURLToPath(import.meta.resolve('typescript')))

const { options } = ts.convertCompilerOptionsFromJson(typeOptions, '/workspace')

/** A name that no module of ours has: types may come from anywhere, and elsewhere we cannot look. */
const UNKNOWN_MODULE = 2307

/**
 * Checks the types of an authored module against declarations, as an editor does with the workspace's `tsconfig.json`.
 * Gives the first hundred problems, in the order of the text. What comes from a module other than `crosswalk` has any
 * type. Raises `sandbox/does-not-compile`.
 */
export function checkModuleTypes(
  source: string,
  { file, types }: { file: string; types: TypeFiles },
): readonly TypeProblem[] {
  try {
    return problemsOf(source, types)
  } catch (error) {
    // The parser and the checker are recursive.
    if (!(error instanceof RangeError)) throw error
    return fail('sandbox/does-not-compile', { file, line: 1, column: 1, problem: 'It is nested too deeply' })
  }
}

function problemsOf(source: string, types: TypeFiles): readonly TypeProblem[] {
  const texts = new Map(Object.entries(types).map(([name, text]) => [posix.join(TYPES, name), text]))
  texts.set(MODULE, source)
  const program = ts.createProgram({ rootNames: [MODULE], options, host: hostOf(texts) })
  const module = program.getSourceFile(MODULE)
  // What does not parse has types by guess only.
  const unread = program.getSyntacticDiagnostics(module)
  const diagnostics = unread.length > 0 ? unread : program.getSemanticDiagnostics(module)
  return diagnostics
    .filter(({ code }) => code !== UNKNOWN_MODULE)
    .toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0))
    .slice(0, MAX_PROBLEMS)
    .map(problemOf)
}

function hostOf(texts: ReadonlyMap<string, string>): ts.CompilerHost {
  const there = (file: string): boolean => texts.has(file) || dirname(file) === LIBRARY
  return {
    getSourceFile: (file) => (there(file) ? parsed(file, texts.get(file)) : undefined),
    getDefaultLibFileName: (given) => join(LIBRARY, ts.getDefaultLibFileName(given)),
    getDefaultLibLocation: () => LIBRARY,
    getCurrentDirectory: () => '/workspace',
    getCanonicalFileName: (file) => file,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: there,
    readFile: (file) => texts.get(file),
    writeFile: () => {},
    resolveModuleNameLiterals: (names, from) =>
      names.map(({ text }) => {
        const file =
          text === 'crosswalk'
            ? posix.join(TYPES, TYPES_INDEX)
            : declarationOf(posix.join(dirname(from), text))
        return {
          resolvedModule: texts.has(file)
            ? { resolvedFileName: file, extension: ts.Extension.Dts, isExternalLibraryImport: false }
            : undefined,
        }
      }),
  }
}

const declarationOf = (file: string): string => file.replace(/\.js$/, '.d.ts')

// The library takes longer to read than a migration to check, and the declarations are mostly the same ones.
const MAX_KEPT = 200
const kept = new Map<string, { readonly text: string | undefined; readonly file: ts.SourceFile }>()

function parsed(name: string, text: string | undefined): ts.SourceFile {
  const before = kept.get(name)
  if (before && before.text === text) return before.file
  const file = ts.createSourceFile(name, text ?? readFileSync(name, 'utf8'), ts.ScriptTarget.ES2023)
  if (kept.size >= MAX_KEPT) kept.clear()
  if (name !== MODULE) kept.set(name, { text, file })
  return file
}

function problemOf({ file, start = 0, messageText }: ts.Diagnostic): TypeProblem {
  const at = file?.getLineAndCharacterOfPosition(start)
  return { line: (at?.line ?? 0) + 1, column: (at?.character ?? 0) + 1, message: wordsOf(messageText) }
}

/** A message for one line. TypeScript begins with two whole types and ends with where they differ: the end is what matters. */
function wordsOf(text: string | ts.DiagnosticMessageChain): string {
  const lines = ts
    .flattenDiagnosticMessageText(text, '\n')
    .split('\n')
    .map((line) => line.trim())
  const member = lines.findLastIndex((line) => /^(The types of|Types of property|Property) /.test(line))
  const words = lines.slice(member === -1 ? -2 : member).join(' ')
  const short = words.length > MAX_CHARACTERS ? `${words.slice(0, MAX_CHARACTERS)}…` : words
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would reach terminals and logs
  return short.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
}
