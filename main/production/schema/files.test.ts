import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { readSchemaFiles } from './files.ts'

async function folderWith(
  t: { after(act: () => Promise<void>): void },
  files: Readonly<Record<string, string>>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'crosswalk-schema-'))
  t.after(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return pathToFileURL(`${folder}/`)
}

test('our files are numbered without a gap and each makes its tables only where they are missing', async () => {
  const files = await readSchemaFiles()
  assert.deepEqual(
    files.map((file) => file.version),
    files.map((_, index) => index + 1),
  )
  assert.deepEqual(files[0]?.tables, [
    'tenants',
    'users',
    'walker_agent_user_configs',
    'walker_agent_config_versions',
  ])
  assert.ok(files[1]?.tables.includes('crosswalk.journal'))
  for (const { name, sql } of files) {
    assert.doesNotMatch(sql, /^CREATE (UNIQUE )?(TABLE|INDEX) (?!IF NOT EXISTS)/m, name)
  }
})

test('a gap, a doubled number and a name of another form are faults', async (t) => {
  for (const names of [['000002_b.sql'], ['000001_a.sql', '000001_b.sql'], ['1_a.sql'], ['000001_A.sql']]) {
    const folder = await folderWith(t, Object.fromEntries(names.map((name) => [name, 'SELECT 1'])))
    await assert.rejects(readSchemaFiles(folder), /without a gap/)
  }
})

test('a checkout with other line ends has the same checksum, one with another letter has not', async (t) => {
  const checksumOf = async (text: string) =>
    (await readSchemaFiles(await folderWith(t, { '000001_a.sql': text })))[0]?.checksum
  assert.equal(await checksumOf('SELECT 1;\nSELECT 2;\n'), await checksumOf('SELECT 1;\r\nSELECT 2;\r\n'))
  assert.notEqual(await checksumOf('SELECT 1'), await checksumOf('SELECT 2'))
})
