import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { crosswalk, type Ended, projectRoot as root } from '../../test/support/command-line.ts'
import { testFolder } from '../../test/support/workspace.ts'
import { compose } from '../compose.ts'
import { desktopFace } from '../electron/launch.ts'
import { serve } from '../sidecar/main.ts'
import { ensureBuilt, serveWeb } from '../web/main.ts'
import { commandTable } from './commands.ts'
import type { Context } from './context.ts'

/** Whatever any command may be given. */
const INPUT = {
  agent: 'seo',
  version: '1.0.0',
  from: '1.0.0',
  to: '1.1.0',
  before: '1.0.0',
  after: '1.1.0',
  release: { agent: 'seo', version: '2.0.0' },
  config_id: '00000000-0000-4000-8000-000000000000',
  file: join(root, 'shared/flow/samples/export.json'),
  env: 'demo',
  preview: 'p-1',
  out: 'nowhere.txt',
}

test('the program starts, tells its version, and lists its commands', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  assert.deepEqual(await crosswalk(['--version']), {
    status: 0,
    signal: null,
    stdout: `${version}\n`,
    stderr: '',
  })
  const { status, stdout } = await crosswalk([])
  assert.equal(status, 0)
  for (const { name } of commandTable.commands) assert.match(stdout, new RegExp(`^  ${name} `, 'm'))
})

test('wrong usage ends with 2, with --json as an object', async () => {
  const plain = await crosswalk(['stauts'])
  assert.equal(plain.status, 2)
  assert.equal(plain.stdout, '')
  assert.equal(plain.stderr, "Unknown command 'stauts'. Did you mean status? See `crosswalk --help`.\n")
  const json = await crosswalk(['flow', 'show', 'seo', '1.0', '--json'])
  assert.equal(json.status, 2)
  assert.equal(json.stderr, '')
  assert.equal(JSON.parse(json.stdout).error.code, 'config/bad-version')
})

describe('the workspace', () => {
  test('is missed by every command that needs one', async (t) => {
    const workspaceDir = await testFolder(t)
    const without = ['init', 'doctor', 'demo']
    for (const { name, run } of commandTable.commands.filter(({ name }) => !without.includes(name))) {
      const { signal } = new AbortController()
      const services = compose({ workspaceDir, signal })
      const context: Context = {
        workspaceDir,
        cwd: root,
        json: true,
        signal,
        version: '0.0.0',
        faces: { serve, build: ensureBuilt, web: serveWeb, desktop: desktopFace },
        who: async () => 'test',
        services: async () => services,
        print: () => undefined,
        stream: async () => undefined,
        progress: () => undefined,
      }
      await assert.rejects(
        run(context, INPUT as never),
        (error) => isCrosswalkError(error, 'workspace/not-found'),
        name,
      )
      await services.close()
    }
    const { status, stdout } = await crosswalk(['status', '--workspace', workspaceDir, '--json'])
    assert.equal(status, 4)
    assert.equal(JSON.parse(stdout).error.code, 'workspace/not-found')
  })

  test('is where the command runs, or where --workspace says, before or after the command', async (t) => {
    const folder = await testFolder(t)
    const made = await crosswalk(['init', 'ws'], { cwd: folder })
    assert.equal(made.status, 0, made.stderr)
    const listed = await crosswalk(['flow', 'list', '--json'], { cwd: join(folder, 'ws') })
    assert.ok(JSON.parse(listed.stdout).flows.length >= 4)
    for (const words of [
      'flow list --json --workspace ws',
      '--workspace ws flow list --json',
      '--json --workspace no flow list --workspace ws',
    ]) {
      assert.deepEqual(await crosswalk(words.split(' '), { cwd: folder }), listed)
    }
  })

  test('is looked over by the doctor', async (t) => {
    const folder = join(await testFolder(t), 'ws')
    await crosswalk(['init', folder])
    const fine = await crosswalk(['doctor', '--workspace', folder])
    assert.equal(fine.status, 0, fine.stdout)
    await writeFile(join(folder, 'flows/seo/1.0.0.json'), 'no JSON')
    await writeFile(join(folder, 'flows/seo/latest.json'), '{}')
    const { status, stdout } = await crosswalk([
      'doctor',
      '--workspace',
      folder,
      '--env',
      'production',
      '--json',
    ])
    assert.equal(status, 3)
    const { ok, checks } = JSON.parse(stdout) as {
      ok: boolean
      checks: { name: string; ok: boolean | 'warn'; message: string }[]
    }
    assert.equal(ok, false)
    const found = checks.map((check) => `${check.ok} ${check.message}`).join('\n')
    assert.match(found, /^false .*flows\/seo\/1\.0\.0\.json/m)
    assert.match(found, /^warn flows\/seo\/latest\.json/m)
    assert.match(found, /^false .*DATABASE_URL/m)
    assert.equal((await crosswalk(['doctor', '--workspace', folder, '--env', 'nowhere'])).status, 4)
  })
})

describe('flow commands', () => {
  test('import, show, export and compare', async (t) => {
    const cwd = await testFolder(t)
    const run = async (words: string): Promise<Ended> => crosswalk(words.split(' '), { cwd })
    await run('init .')
    await cp(join(root, 'shared/flow/samples/export.json'), join(cwd, 'one.json'))
    await cp(join(root, 'shared/flow/samples/grouped.json'), join(cwd, 'two.json'))
    const added = await run('flow import one.json --agent seo --version 9.0.0')
    assert.equal(added.status, 0, added.stderr)
    assert.match(added.stdout, /^Added seo 9\.0\.0 \(.*\) as flows\/seo\/9\.0\.0\.json\.$/m)
    assert.equal(added.stderr, '')
    assert.equal((await run('flow import two.json --agent seo --version 9.0.0')).status, 3)
    assert.equal((await run('flow import nothing.json --agent seo --version 9.0.0')).status, 4)
    assert.equal((await run('flow import . --agent seo --version 9.0.0')).status, 2)

    const shown = JSON.parse((await run('flow show seo 9.0.0 --json')).stdout)
    assert.match((await run('flow show seo 9.0.0')).stdout, new RegExp(shown.meta.hash))

    // The document alone, so that it can go on to another program.
    const document = await run('flow export seo 9.0.0')
    assert.equal(typeof JSON.parse(document.stdout).data, 'object')
    assert.deepEqual(
      JSON.parse((await run('flow export seo 9.0.0 --json')).stdout).document,
      JSON.parse(document.stdout),
    )
    assert.equal((await run('flow export seo 9.0.0 --out out.json')).status, 0)
    assert.equal(await readFile(join(cwd, 'out.json'), 'utf8'), document.stdout)
    assert.equal((await run('flow export seo 9.0.0 --out out.json')).status, 0)
    assert.equal((await run('flow export seo 1.0.0 --out out.json')).status, 3)
    assert.equal(await readFile(join(cwd, 'out.json'), 'utf8'), document.stdout)
    assert.equal((await run('flow export seo 9.0.0 --out no/where.json')).status, 3)

    const again = await run('flow import out.json --agent seo --version 9.1.0 --json')
    assert.equal(JSON.parse(again.stdout).hash, shown.meta.hash)
    assert.match((await run('flow diff seo 9.0.0 9.1.0')).stdout, /^Both flows mean the same\.$/m)
    assert.equal((await run('flow show seo 8.0.0')).status, 4)
  })
})
