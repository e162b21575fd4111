import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { defaultPreferences } from '../../shared/api/settings.ts'
import { testFolder } from '../../test/support/workspace.ts'
import { changePreferences, readPreferences } from './preferences-file.ts'

/** The folder in which the settings of a person are kept for the time of a test. */
async function personsFolder(t: TestContext): Promise<string> {
  const folder = await testFolder(t)
  const before = process.env.XDG_CONFIG_HOME
  process.env.XDG_CONFIG_HOME = folder
  t.after(() => {
    if (before === undefined) delete process.env.XDG_CONFIG_HOME
    else process.env.XDG_CONFIG_HOME = before
  })
  return join(folder, 'crosswalk')
}

test('a change leaves the other settings as they are, however many come at once', async (t) => {
  await personsFolder(t)
  assert.deepEqual(await readPreferences(), defaultPreferences)
  await Promise.all([
    changePreferences({ theme: 'dark' }),
    changePreferences({ fontSize: 15 }),
    changePreferences({ who: ' bob@example.com ' }),
    changePreferences({ theme: undefined, density: 'compact' }),
  ])
  assert.deepEqual(await readPreferences(), {
    ...defaultPreferences,
    theme: 'dark',
    fontSize: 15,
    who: 'bob@example.com',
    density: 'compact',
  })
})

test('a setting that came later has its first value, and a broken file is set aside', async (t) => {
  const folder = await personsFolder(t)
  const file = join(folder, 'preferences.json')
  await mkdir(folder)
  await writeFile(file, '{ "theme": "light" }')
  assert.deepEqual(await readPreferences(), { ...defaultPreferences, theme: 'light' })
  for (const text of ['{ "theme": "pink" }', '{ "the', '7']) {
    await writeFile(file, text)
    assert.deepEqual(await readPreferences(), defaultPreferences)
    if (text !== '7') assert.equal(await readFile(`${file}.broken`, 'utf8'), text)
  }
  assert.equal((await changePreferences({ theme: 'dark' })).theme, 'dark')
})
