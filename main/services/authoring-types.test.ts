import assert from 'node:assert/strict'
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type TestContext, test } from 'node:test'
import ts from 'typescript'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { testFolder } from '../../test/support/workspace.ts'
import { openWorkspace } from '../workspace/open-workspace.ts'
import { writeStarter } from '../workspace/starter/write-starter.ts'
import { refreshAuthoringTypes, writeAuthoringTypes } from './authoring-types.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

async function starter(t: TestContext): Promise<{ root: string; files: WorkspaceFiles }> {
  const root = await writeStarter(join(await testFolder(t), 'workspace'))
  return { root, files: (await openWorkspace(root)).files }
}

/** What an editor does with the folder: its tsconfig.json as it lies there, and the compiler, which finds no other package. */
function editorProgram(root: string): { program: ts.Program; options: ts.CompilerOptions } {
  const path = join(root, 'tsconfig.json')
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile)
  assert.equal(error, undefined)
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, root, undefined, path)
  assert.deepEqual(errors, [])
  return { program: ts.createProgram(fileNames, options), options }
}

const problemsIn = (root: string): readonly string[] =>
  ts.getPreEmitDiagnostics(editorProgram(root).program).map(({ file, start = 0, messageText }) => {
    const at = file?.getLineAndCharacterOfPosition(start)
    const place = `${relative(root, file?.fileName ?? '')}:${(at?.line ?? 0) + 1}:${(at?.character ?? 0) + 1}`
    return `${place} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })

test('an editor finds the types of a starter workspace by its tsconfig.json, and nothing wrong', async (t) => {
  const { root, files } = await starter(t)
  assert.deepEqual(await writeAuthoringTypes(files), {
    folder: '.crosswalk/types',
    versions: 10,
    changed: true,
    editor: 'written',
  })
  assert.deepEqual(problemsIn(root), [])
  const { program, options } = editorProgram(root)
  const sources = program.getSourceFiles().map(({ fileName }) => relative(root, fileName))
  assert.equal(sources.filter((name) => name.startsWith('migrations/')).length, 6)
  assert.ok(sources.every((name) => !/lib\.dom|@types/.test(name)))
  // The declarations themselves, which an editor passes over.
  const declarations = sources.filter((name) => name.startsWith('.crosswalk')).map((name) => join(root, name))
  assert.equal(declarations.length, 13)
  const strict = ts.createProgram(declarations, { ...options, skipLibCheck: false })
  assert.deepEqual(
    ts.getPreEmitDiagnostics(strict).map(({ messageText }) => messageText),
    [],
  )
})

const mistakes: readonly (readonly [what: string, from: string, to: string, problem: RegExp])[] = [
  [
    'a wrong path',
    "rename('/thresholds/min_confidence_score'",
    "rename('/treshold/min_confidence_score'",
    /^migrations\/seo\/1\.0\.0__1\.1\.0\.ts:10:12 .*"\/treshold\/min_confidence_score"/,
  ],
  [
    'a wrong value of add',
    "add('/notifications/push', { enabled: false }",
    "add('/notifications/push', { enabled: 'no' }",
    /^migrations\/seo\/1\.0\.0__1\.1\.0\.ts:11:34 Type 'string' is not assignable to type 'boolean'/,
  ],
]

for (const [what, from, to, problem] of mistakes) {
  test(`an editor shows ${what} at its place`, async (t) => {
    const { root, files } = await starter(t)
    await writeAuthoringTypes(files)
    const path = join(root, 'migrations/seo/1.0.0__1.1.0.ts')
    const text = await readFile(path, 'utf8')
    assert.ok(text.includes(from))
    await writeFile(path, text.replace(from, to))
    const problems = problemsIn(root)
    assert.equal(problems.length, 1, problems.join('\n'))
    assert.match(problems[0] ?? '', problem)
  })
}

test('an editor shows a wrong member of what up gives, at its place', async (t) => {
  const { root, files } = await starter(t)
  await writeAuthoringTypes(files)
  const text = `import { defineMigration, transform } from 'crosswalk'

export default defineMigration({
  agent: 'content',
  from: '1.0.0',
  to: '1.1.0',
  summary: 'A newer model',
  steps: [
    transform({
      up: ({ processing, ...config }) => ({
        ...config,
        processing: { ...processing, ai_model: 5 },
      }),
    }),
  ],
})
`
  await writeFile(join(root, 'migrations/content/1.0.0__1.1.0.ts'), text)
  const problems = problemsIn(root)
  assert.equal(problems.length, 1, problems.join('\n'))
  assert.match(
    problems[0] ?? '',
    /^migrations\/content\/1\.0\.0__1\.1\.0\.ts:12:38 Type 'number' is not assignable to type 'string'/,
  )
})

test('an editor offers the paths that there are', async (t) => {
  const { root, files } = await starter(t)
  await writeAuthoringTypes(files)
  const { program, options } = editorProgram(root)
  const file = join(root, 'migrations/audience_intelligence/1.0.0__1.1.0.ts')
  const text = await readFile(file, 'utf8')
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...program.getRootFileNames()],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const content = ts.sys.readFile(name)
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content)
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
  })
  const offeredAt = (place: string): readonly string[] =>
    service
      .getCompletionsAtPosition(file, text.indexOf(place) + place.length, {})
      ?.entries.map(({ name }) => name) ?? []
  assert.ok(offeredAt("wrap('/").includes('/export/destinations'))
  assert.ok(offeredAt("each('/segments', [rename('/").includes('/min_size'))
  assert.ok(offeredAt("add('/status', 'a").includes('paused'))
  service.dispose()
})

test('types are written only when something has changed, and mended where they were damaged', async (t) => {
  const { root, files } = await starter(t)
  await writeAuthoringTypes(files)
  const folder = join(root, '.crosswalk/types')
  const names = await readdir(folder)
  assert.equal((await writeAuthoringTypes(files)).changed, false)
  assert.deepEqual(await readdir(folder), names)

  await rm(join(folder, names.find((name) => name !== 'index.d.ts') ?? '', 'seo'), { recursive: true })
  assert.equal((await writeAuthoringTypes(files)).changed, true)
  assert.deepEqual(await readdir(folder), names)
  assert.deepEqual(problemsIn(root), [])

  const schema = join(root, 'schemas/seo/1.1.0.json')
  await writeFile(
    schema,
    (await readFile(schema, 'utf8')).replaceAll('min_confidence_threshold', 'least_confidence'),
  )
  assert.equal((await writeAuthoringTypes(files)).changed, true)
  assert.equal((await readdir(folder)).length, 2)
  assert.match(problemsIn(root)[0] ?? '', /seo\/1\.0\.0__1\.1\.0\.ts:10:48 .*"min_confidence_threshold"/)
})

test('a tsconfig.json that is there stays, and it is told whether it leads to the types', async (t) => {
  const { root, files } = await starter(t)
  const own = '{ /* mine */ "compilerOptions": {} }'
  await writeFile(join(root, 'tsconfig.json'), own)
  assert.equal((await writeAuthoringTypes(files)).editor, 'foreign')
  assert.equal(await readFile(join(root, 'tsconfig.json'), 'utf8'), own)
  await writeFile(
    join(root, 'tsconfig.json'),
    '{ "compilerOptions": { "paths": { "crosswalk": ["./.crosswalk/types/index.d.ts"] } } }',
  )
  assert.equal((await writeAuthoringTypes(files)).editor, 'ready')
})

test('nothing is written where a link leads out of the workspace', async (t) => {
  const { root, files } = await starter(t)
  const outside = await testFolder(t)
  await symlink(outside, join(root, '.crosswalk'))
  await assert.rejects(writeAuthoringTypes(files), (error) =>
    isCrosswalkError(error, 'workspace/unsafe-path'),
  )
  assert.deepEqual(await readdir(outside), [])
})

test('a schema that cannot be read is told by the command, and no obstacle to others', async (t) => {
  const { root, files } = await starter(t)
  await writeFile(join(root, 'schemas/seo/1.0.0.json'), '{')
  await assert.rejects(writeAuthoringTypes(files), (error) => isCrosswalkError(error, 'workspace/damaged'))
  await refreshAuthoringTypes(files)
})
