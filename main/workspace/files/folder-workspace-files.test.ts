import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import type { AgentName, Hash, Version } from '../../../shared/config/ids.ts'
import { type ErrorCode, isCrosswalkError } from '../../../shared/errors/index.ts'
import { type JsonObject, rawNumber } from '../../../shared/json/value.ts'
import type { Acceptance } from '../../../shared/review/acceptance-form.ts'
import { anyJson, objectOf } from '../../../test/support/arbitrary.ts'
import { testFolder } from '../../../test/support/workspace.ts'
import type { Etag, FileRef } from '../../services/ports/workspace.ts'
import { FolderWorkspaceFiles } from './folder-workspace-files.ts'

const agent = 'seo' as AgentName
const v1 = '1.0.0' as Version
const v2 = '1.10.0' as Version
const defaults: FileRef<'defaults'> = { kind: 'defaults', agent, version: v1 }
const migration: FileRef<'migration'> = { kind: 'migration', agent, from: v1, to: v2 }

const is =
  (code: ErrorCode, message = /./) =>
  (error: unknown) =>
    isCrosswalkError(error, code) && message.test(error.message)

async function put(root: string, file: string, text: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true })
  await writeFile(join(root, file), text)
}

async function open(t: Parameters<typeof testFolder>[0]) {
  const root = await testFolder(t)
  return { root, files: new FolderWorkspaceFiles(root) }
}

test('every kind of file has its place', async (t) => {
  const { files } = await open(t)
  assert.deepEqual(
    [
      files.pathOf({ kind: 'settings' }),
      files.pathOf({ kind: 'flow', agent, version: v1 }),
      files.pathOf({ kind: 'meta', agent, version: v1 }),
      files.pathOf({ kind: 'schema', agent, version: v1 }),
      files.pathOf(defaults),
      files.pathOf(migration),
      files.pathOf({ kind: 'release', agent, version: v1 }),
      files.pathOf({ kind: 'accepted', agent, version: v1 }),
    ],
    [
      'crosswalk.json',
      'flows/seo/1.0.0.json',
      'flows/seo/1.0.0.meta.json',
      'schemas/seo/1.0.0.json',
      'defaults/seo/1.0.0.json',
      'migrations/seo/1.0.0__1.10.0.ts',
      'releases/seo@1.0.0.json',
      'accepted/seo/1.0.0.json',
    ],
  )
})

test('what is written is read again without loss, with the etag that the write gave', async (t) => {
  const { files } = await open(t)
  let etag: Etag | 'absent' = 'absent'
  await fc.assert(
    fc.asyncProperty(anyJson, async (value) => {
      const document = objectOf([['value', value]])
      etag = await files.write(defaults, document, etag)
      const stored = await files.read(defaults)
      assert.deepEqual(stored.value, document)
      assert.equal(stored.etag, etag)
    }),
    { numRuns: 50 },
  )
})

test('JSON is written for people and for Git: indented, with a final newline, numbers letter for letter', async (t) => {
  const { root, files } = await open(t)
  const big: JsonObject = { big: rawNumber('12345678901234567890'), list: [1] }
  await files.write(defaults, big, 'absent')
  const text = await readFile(join(root, 'defaults/seo/1.0.0.json'), 'utf8')
  assert.equal(text, '{\n  "big": 12345678901234567890,\n  "list": [\n    1\n  ]\n}\n')
})

test('a migration is kept as the text that it is', async (t) => {
  const { root, files } = await open(t)
  await files.write(migration, 'export default 1 // ü\r\n', 'absent')
  assert.equal(
    await readFile(join(root, 'migrations/seo/1.0.0__1.10.0.ts'), 'utf8'),
    'export default 1 // ü\r\n',
  )
  assert.equal((await files.read(migration)).value, 'export default 1 // ü\r\n')
})

test('a file that is not there is not found, with what to do', async (t) => {
  const { files } = await open(t)
  assert.equal(await files.find(defaults), undefined)
  await assert.rejects(files.read(defaults), is('workspace/file-not-found', /defaults\/seo\/1\.0\.0\.json/))
  await assert.rejects(files.read(migration), is('workspace/file-not-found', /crosswalk migration new/))
})

test('a file that something else changed is not overwritten', async (t) => {
  const { root, files } = await open(t)
  const etag = await files.write(defaults, { a: 1 }, 'absent')
  await put(root, 'defaults/seo/1.0.0.json', '{"a": 2}')
  await assert.rejects(
    files.write(defaults, { a: 3 }, etag),
    is('workspace/changed-underneath', /defaults\/seo/),
  )
  assert.equal(await readFile(join(root, 'defaults/seo/1.0.0.json'), 'utf8'), '{"a": 2}')
  const { etag: now } = await files.read(defaults)
  await files.write(defaults, { a: 3 }, now)
  assert.deepEqual((await files.read(defaults)).value, { a: 3 })
})

test('a change that comes while a large file is being written still counts', async (t) => {
  const { root, files } = await open(t)
  const etag = await files.write(defaults, { a: 1 }, 'absent')
  const writing = files.write(defaults, { text: 'x'.repeat(20_000_000) }, etag)
  const refused = assert.rejects(writing, is('workspace/changed-underneath'))
  while (readdirSync(join(root, 'defaults/seo')).length === 1) await setImmediate()
  await put(root, 'defaults/seo/1.0.0.json', '{"a": 2}')
  await refused
  assert.deepEqual((await files.read(defaults)).value, { a: 2 })
  assert.deepEqual(await readdir(join(root, 'defaults/seo')), ['1.0.0.json'])
})

test('a file that is there is not replaced by a new one, and one that is gone not brought back', async (t) => {
  const { files } = await open(t)
  const etag = await files.write(defaults, { a: 1 }, 'absent')
  await assert.rejects(files.write(defaults, { a: 2 }, 'absent'), is('workspace/already-exists'))
  assert.deepEqual((await files.read(defaults)).value, { a: 1 })
  const gone: FileRef<'defaults'> = { ...defaults, version: v2 }
  await assert.rejects(files.write(gone, { a: 2 }, etag), is('workspace/changed-underneath'))
  assert.equal(await files.find(gone), undefined)
})

test('of many writes at once that expect the same, one succeeds and is what is read', async (t) => {
  const { root, files } = await open(t)
  for (const expected of ['absent' as const, await files.write({ ...defaults, version: v2 }, {}, 'absent')]) {
    const file = expected === 'absent' ? defaults : { ...defaults, version: v2 }
    const writes = Array.from({ length: 20 }, (_, n) => files.write(file, { n }, expected))
    const done = (await Promise.allSettled(writes)).flatMap((one, n) =>
      one.status === 'fulfilled' ? [n] : [],
    )
    assert.equal(done.length, 1)
    assert.deepEqual((await files.read(file)).value, { n: done[0] })
  }
  assert.deepEqual(await readdir(join(root, 'defaults/seo')), ['1.0.0.json', '1.10.0.json'])
})

test('a reader never sees half a file while others write', async (t) => {
  const { files } = await open(t)
  let etag = await files.write(defaults, { n: 0, text: 'x'.repeat(100_000) }, 'absent')
  let writing = true
  const writer = (async () => {
    for (let n = 1; n <= 40; n++) etag = await files.write(defaults, { n, text: 'y'.repeat(n * 5000) }, etag)
    writing = false
  })()
  while (writing) assert.ok('text' in (await files.read(defaults)).value)
  await writer
})

const damaged: readonly [what: string, bytes: string | Uint8Array, place: RegExp][] = [
  ['cut short', '{"a": [1, 2', /line 1, column \d+/],
  ['with a conflict of Git', '{\n<<<<<<< HEAD\n"a": 1}', /line 2, column 1/],
  ['with a key twice', '{"a": 1,\n "a": 2}', /"a".*line 2/],
  ['empty', '', /line 1, column 1/],
  ['a list', '[]', /no JSON object/],
  ['of zeros', new Uint8Array(100), /line 1, column 1/],
  ['not in UTF-8', Buffer.from('{"a": "\xff"}', 'latin1'), /UTF-8/],
]
for (const [what, bytes, place] of damaged) {
  test(`a file ${what} is reported as damaged with its place, and left as it is`, async (t) => {
    const { root, files } = await open(t)
    await put(root, 'defaults/seo/1.0.0.json', bytes)
    await assert.rejects(files.read(defaults), (error) => {
      assert.ok(isCrosswalkError(error, 'workspace/damaged'), String(error))
      assert.match(error.message, /defaults\/seo\/1\.0\.0\.json/)
      assert.match(error.message, place)
      return true
    })
    assert.deepEqual(await readFile(join(root, 'defaults/seo/1.0.0.json')), Buffer.from(bytes))
  })
}

test('metadata without its form is damaged at a place', async (t) => {
  const { root, files } = await open(t)
  await put(root, 'flows/seo/1.0.0.meta.json', '{"flow_id": 7}')
  const meta: FileRef<'meta'> = { kind: 'meta', agent, version: v1 }
  await assert.rejects(files.read(meta), is('workspace/damaged', /At \/flow_id/))
})

test('a mark of byte order at the start of a file is no part of it', async (t) => {
  const { root, files } = await open(t)
  await put(root, 'defaults/seo/1.0.0.json', '\uFEFF{"a": 1}')
  assert.deepEqual((await files.read(defaults)).value, { a: 1 })
})

test('no name leads out of its folder', async (t) => {
  const { root, files } = await open(t)
  for (const [name, version] of [
    ['../seo', '1.0.0'],
    ['..', '1.0.0'],
    ['seo/..', '1.0.0'],
    ['', '1.0.0'],
    ['seo', '../1.0.0'],
    ['seo', '1.0.0/../../x'],
    ['seo', '1.0.0\0'],
    ['SEO', '1.0.0'],
  ]) {
    const file: FileRef<'defaults'> = {
      kind: 'defaults',
      agent: name as AgentName,
      version: version as Version,
    }
    await assert.rejects(
      files.read(file),
      (error) => isCrosswalkError(error) && error.code.startsWith('config/bad-'),
    )
    await assert.rejects(files.write(file, {}, 'absent'), (error) => isCrosswalkError(error))
  }
  assert.deepEqual(await readdir(root), [])
})

test('a symbolic link that leads out of the workspace is neither read nor written', async (t) => {
  const { root, files } = await open(t)
  const outside = await testFolder(t)
  await put(outside, 'seo/1.0.0.json', '{"secret": 1}')
  const etag = await new FolderWorkspaceFiles(outside).find(defaults)
  assert.equal(etag, undefined)

  await symlink(outside, join(root, 'defaults'))
  await assert.rejects(files.read(defaults), is('workspace/unsafe-path', /leads out/))
  await assert.rejects(files.write({ ...defaults, version: v2 }, {}, 'absent'), is('workspace/unsafe-path'))
  await assert.rejects(files.list('defaults'), is('workspace/unsafe-path'))

  await mkdir(join(root, 'schemas/seo'), { recursive: true })
  await symlink(join(outside, 'seo/1.0.0.json'), join(root, 'schemas/seo/1.0.0.json'))
  await symlink(join(outside, 'new.json'), join(root, 'schemas/seo/1.10.0.json'))
  const linked: FileRef<'schema'> = { kind: 'schema', agent, version: v1 }
  await assert.rejects(files.read(linked), is('workspace/unsafe-path'))
  await assert.rejects(files.write({ ...linked, version: v2 }, {}, 'absent'), is('workspace/unsafe-path'))
  assert.deepEqual(await readdir(outside), ['seo'])
  assert.equal(await readFile(join(outside, 'seo/1.0.0.json'), 'utf8'), '{"secret": 1}')
})

test('a symbolic link within the workspace is followed, and stays one', async (t) => {
  const { root, files } = await open(t)
  const etag = await files.write(defaults, { a: 1 }, 'absent')
  await symlink('1.0.0.json', join(root, 'defaults/seo/1.10.0.json'))
  const linked: FileRef<'defaults'> = { ...defaults, version: v2 }
  assert.deepEqual(await files.read(linked), { value: { a: 1 }, etag })
  await files.write(linked, { a: 2 }, etag)
  assert.deepEqual((await files.read(defaults)).value, { a: 2 })
})

test('accepted losses are written in one order whoever adds to them, and read by their form', async (t) => {
  const { root, files } = await open(t)
  const ref = { kind: 'accepted', agent, version: v1 } as const
  const at = (path: string, shape: string): Acceptance => ({
    path,
    shape,
    reason: 'No flow reads it',
    who: 'ann',
    at: '2026-01-31T12:00:00.000Z',
    fits: 'f'.repeat(64) as Hash,
  })
  const list = [at('/a', '0'.repeat(12)), at('/a', '1'.repeat(12)), at('/b', '0'.repeat(12))]
  const etag = await files.write(ref, list.toReversed(), 'absent')
  assert.deepEqual(await files.read(ref), { value: list, etag })
  assert.equal(await files.write(ref, list, etag), etag)
  for (const [text, problem] of [
    ['{}', /At the top: /],
    ['[{"path": "/a"}]', /At \/0\/shape: must be the id of a shape/],
    [JSON.stringify([{ ...list[0], reason: 'ok' }]), /At \/0\/reason: must say why/],
    [JSON.stringify([{ ...list[0], all: true }]), /At \/0: /],
    [JSON.stringify([list[0], list[0]]), /At the top: must name a path and shape once/],
    ['[{"path": "/a", "path": "/b"}]', /path/],
  ] as const) {
    await put(root, 'accepted/seo/1.0.0.json', text)
    await assert.rejects(files.read(ref), is('workspace/damaged', problem), text)
  }
})

test('lists are in order of agent and version, and leave out what is no file of theirs', async (t) => {
  const { root, files } = await open(t)
  for (const file of [
    'flows/seo/1.10.0.json',
    'flows/seo/1.2.0.json',
    'flows/seo/1.2.0.meta.json',
    'flows/content/1.0.0.json',
    'flows/seo/1.0.json',
    'flows/seo/notes.md',
    'flows/.DS_Store',
    'flows/seo/.1.2.0.json.0123abcd.tmp',
    'migrations/seo/1.2.0__1.10.0.ts',
    'migrations/seo/1.0.0__1.2.0.ts',
    'migrations/seo/1.0.0_1.2.0.ts',
    'releases/seo@1.10.0.json',
  ]) {
    await put(root, file, '{}')
  }
  const paths = async (kind: 'flow' | 'meta' | 'migration' | 'release', of?: AgentName) =>
    (await files.list(kind, of)).map((ref) => files.pathOf(ref))
  assert.deepEqual(await paths('flow'), [
    'flows/content/1.0.0.json',
    'flows/seo/1.2.0.json',
    'flows/seo/1.10.0.json',
  ])
  assert.deepEqual(await paths('flow', agent), ['flows/seo/1.2.0.json', 'flows/seo/1.10.0.json'])
  assert.deepEqual(await paths('meta'), ['flows/seo/1.2.0.meta.json'])
  assert.deepEqual(await paths('migration'), [
    'migrations/seo/1.0.0__1.2.0.ts',
    'migrations/seo/1.2.0__1.10.0.ts',
  ])
  assert.deepEqual(await paths('release'), ['releases/seo@1.10.0.json'])
  assert.deepEqual(await files.list('schema'), [])
  assert.deepEqual(await files.strays(), [
    'flows/seo/1.0.json',
    'flows/seo/notes.md',
    'migrations/seo/1.0.0_1.2.0.ts',
  ])
})

/** Does something as a user who may not do everything; root may. */
async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  const isRoot = process.getuid?.() === 0
  if (isRoot) process.seteuid?.(65534)
  try {
    await work()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

test('a folder that takes no writes, or a file that cannot be read, is told as such', async (t) => {
  const { root, files } = await open(t)
  await chmod(root, 0o755)
  const etag = await files.write(defaults, { a: 1 }, 'absent')
  await chmod(join(root, 'defaults/seo'), 0o555)
  await asOrdinaryUser(async () => {
    await assert.rejects(
      files.write(defaults, { a: 2 }, etag),
      is('workspace/not-writable', /permission denied/),
    )
    await assert.rejects(
      files.write({ ...defaults, version: v2 }, {}, 'absent'),
      is('workspace/not-writable'),
    )
  })
  await chmod(join(root, 'defaults/seo/1.0.0.json'), 0)
  await asOrdinaryUser(async () => {
    await assert.rejects(files.read(defaults), is('workspace/not-readable', /permission denied/))
  })
  await chmod(join(root, 'defaults/seo'), 0o755)
  await chmod(join(root, 'defaults/seo/1.0.0.json'), 0o644)
  assert.deepEqual((await files.read(defaults)).value, { a: 1 })
})

test('a folder where a file should be, and a file where a folder should be, are told as such', async (t) => {
  const { root, files } = await open(t)
  await mkdir(join(root, 'defaults/seo/1.0.0.json'), { recursive: true })
  await put(root, 'schemas', 'a file')
  await assert.rejects(files.read(defaults), is('workspace/unsafe-path', /no file/))
  await assert.rejects(
    files.write({ kind: 'schema', agent, version: v1 }, {}, 'absent'),
    is('workspace/not-readable', /a file, not a folder/),
  )
})

test('a file is written with the rights that the user’s other files get', async (t) => {
  const { root, files } = await open(t)
  await files.write(defaults, {}, 'absent')
  await put(root, 'other', '')
  assert.equal(
    (await stat(join(root, 'defaults/seo/1.0.0.json'))).mode,
    (await stat(join(root, 'other'))).mode,
  )
})
