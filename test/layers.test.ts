import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'

const root = join(import.meta.dirname, '..')
const temporary = mkdtempSync(join(tmpdir(), 'crosswalk-layers-'))
after(() => rmSync(temporary, { recursive: true }))

function run(name: string, args: readonly string[], cwd: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', name), args, {
    cwd,
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

describe('the layers', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const [checker = '', ...args] = scripts['check:layers'].split(' ')
  const checkLayers = (cwd: string) => run(checker, args, cwd)

  /** A small tree under the real rules: files by path, and empty packages under the names that they import. */
  function plant(name: string, files: Record<string, string>): string {
    const at = join(temporary, name)
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(at, path)), { recursive: true })
      writeFileSync(join(at, path), text)
    }
    for (const file of ['package.json', '.dependency-cruiser.cjs']) cpSync(join(root, file), join(at, file))
    for (const name of ['pg', 'zod', 'fast-check']) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
      write(`node_modules/${name}/index.js`, 'module.exports = {}')
    }
    for (const [path, text] of Object.entries(files)) write(path, text)
    return at
  }

  const lawful = {
    'shared/authoring/index.ts': 'export const step = 1',
    'shared/value.ts':
      "import 'zod'\nimport type { step } from './authoring/index.ts'\nexport type Step = typeof step",
    'shared/value.test.ts':
      "import 'node:test'\nimport 'fast-check'\nimport './value.ts'\nimport '../test/support/database.ts'",
    'test/support/database.ts': "import 'pg'\nimport '../../main/compose.ts'",
    'bench/main.ts': "import '../test/support/database.ts'",
    'main/services/ports/store.ts': "import '../../../shared/value.ts'",
    'main/services/flows.ts': "import './ports/store.ts'",
    'main/production/store.ts': "import 'pg'\nimport 'node:fs'\nimport '../services/ports/store.ts'",
    'main/sandbox/child.ts': 'export {}',
    'main/compose.ts':
      "import './production/store.ts'\nimport './services/flows.ts'\nimport './sandbox/child.ts'",
    'main/cli/main.ts': "import '../compose.ts'\nimport 'node:process'",
    'main/web/server.ts': "import '../compose.ts'",
    'bin/crosswalk.js': "import '../main/cli/main.ts'",
    'migrations/walker/seo/one.ts': "import { step } from 'crosswalk'\nexport default step",
    'renderer/workbench/shell.ts': "import '../features/flows/index.ts'\nimport '../../shared/value.ts'",
    'renderer/features/flows/index.ts': "import './inside.ts'",
    'renderer/features/flows/inside.ts': "import '../../ui/button.ts'",
    'renderer/features/tenants/index.ts': "import '../flows/index.ts'",
    'renderer/ui/button.ts': 'export {}',
  }

  /** File, what it imports, the rule that it breaks. */
  const sins: readonly (readonly [file: string, imports: string, rule: string])[] = [
    ['shared/driver.ts', 'pg', 'shared-may-not-import'],
    ['shared/node.ts', 'node:fs', 'shared-may-not-import'],
    ['shared/upwards.ts', '../main/services/flows.ts', 'shared-may-not-import'],
    ['shared/support.ts', '../test/support/database.ts', 'tests-are-imported-by-tests-only'],
    ['shared/tested.ts', './value.test.ts', 'tests-are-imported-by-tests-only'],
    ['shared/generated.ts', 'fast-check', 'no-development-dependency'],
    ['shared/nowhere.ts', './missing.ts', 'resolves'],
    ['main/services/driver.ts', 'pg', 'services-may-not-import'],
    ['main/services/part.ts', '../production/store.ts', 'services-may-not-import'],
    ['main/production/service.ts', '../services/flows.ts', 'main-production-may-not-import'],
    ['main/production/other.ts', '../sandbox/child.ts', 'main-production-may-not-import'],
    ['main/cli/service.ts', '../services/flows.ts', 'main-cli-may-not-import'],
    ['main/web/face.ts', '../cli/main.ts', 'main-web-may-not-import'],
    ['bin/extra.js', '../main/compose.ts', 'bin-may-not-import'],
    ['migrations/walker/seo/two.ts', '../../../shared/value.ts', 'walker-migrations-may-not-import'],
    ['migrations/walker/seo/three.ts', 'zod', 'walker-migrations-may-not-import'],
    ['renderer/features/tenants/reach.ts', '../flows/inside.ts', 'renderer-feature-may-not-import'],
    ['renderer/workbench/reach.ts', '../features/flows/inside.ts', 'renderer-may-not-import'],
    ['renderer/ui/node.ts', 'node:fs', 'renderer-may-not-import'],
    ['tools/build.ts', '../shared/value.ts', 'on-no-layer'],
    ['main/loose.ts', '../shared/value.ts', 'on-no-layer'],
  ]

  test('this tree keeps the rules', () => {
    const { status, output } = checkLayers(root)
    assert.equal(status, 0, output)
    // The status is the number of errors, of which a process can give the last eight bits.
    assert.match(output, /no dependency violations found/)
  })

  test('a tree in which every layer uses all that it may passes', () => {
    const { status, output } = checkLayers(plant('lawful', lawful))
    assert.equal(status, 0, output)
  })

  describe('a sin is named with its file and its rule', () => {
    const files = Object.fromEntries(
      sins.map(([file, imports]) => [file, `import ${JSON.stringify(imports)}`]),
    )
    const { status, output } = checkLayers(
      plant('sinful', { ...lawful, ...files, 'orphan/alone.ts': 'export {}' }),
    )
    for (const [file, imports, rule] of sins) {
      test(`${file} may not import ${imports}`, () => {
        assert.notEqual(status, 0)
        assert.ok(output.includes(`error ${rule}: ${file} → `), output)
      })
    }
    test('a file on no layer that nobody imports is found too', () => {
      assert.match(output, /error on-no-layer: orphan\/alone\.ts/)
    })
    test('nothing but the sins is reported', () => {
      const named = new Set([...output.matchAll(/^ {2}error [^:]+: (\S+)/gm)].map((match) => match[1]))
      assert.deepEqual(named, new Set([...sins.map(([file]) => file), 'orphan/alone.ts']))
    })
  })

  test('a circle of imports is refused', () => {
    const at = plant('circle', {
      'shared/a.ts': "import './b.ts'",
      'shared/b.ts': "import type {} from './a.ts'",
    })
    const { status, output } = checkLayers(at)
    assert.notEqual(status, 0)
    assert.match(output, /error circular: shared\/[ab]\.ts/)
  })
})

describe('each part sees its own libraries only', () => {
  const globals = (part: string, names: readonly string[]) => {
    const at = join(temporary, `globals-${part}`)
    mkdirSync(at)
    writeFileSync(join(at, 'package.json'), '{ "type": "module" }')
    for (const name of names) writeFileSync(join(at, `${name}.ts`), `export const it = ${name}\n`)
    const compilerOptions = { composite: false, declaration: false, emitDeclarationOnly: false, noEmit: true }
    const project = {
      extends: join(root, part, 'tsconfig.json'),
      compilerOptions: {
        ...compilerOptions,
        rootDir: '.',
        tsBuildInfoFile: null,
        typeRoots: [join(root, 'node_modules/@types')],
      },
      include: ['*.ts'],
      references: [],
    }
    writeFileSync(join(at, 'tsconfig.json'), JSON.stringify(project))
    const { output } = run('tsc', ['-p', at], root)
    return names.filter((name) => new RegExp(`${name}\\.ts\\(1,\\d+\\): error TS`).test(output))
  }

  test('shared knows the language and neither Node nor the DOM', () => {
    const foreign = [
      'document',
      'window',
      'process',
      'Buffer',
      'console',
      'setTimeout',
      'TextEncoder',
      'crypto',
      'fetch',
      'URL',
    ]
    assert.deepEqual(globals('shared', [...foreign, 'Map', 'structuredClone', 'JSON']), [
      ...foreign,
      'structuredClone',
    ])
  })

  test('main knows Node and no DOM', () => {
    assert.deepEqual(globals('main', ['document', 'window', 'process', 'Buffer', 'Map']), [
      'document',
      'window',
    ])
  })

  // A package's own declarations may pull Node or the DOM in behind our back, by a reference in their head.
  for (const part of ['shared', 'migrations']) {
    test(`no package brings Node or the DOM into ${part}`, () => {
      const { output } = run('tsc', ['-p', part, '--listFilesOnly'], root)
      assert.match(output, /lib\.es2024\.d\.ts/)
      assert.doesNotMatch(output, /lib\.dom|@types\/node\//)
    })
  }
})
