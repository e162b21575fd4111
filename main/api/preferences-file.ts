import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { defaultPreferences, type Preferences, preferencesForm } from '../../shared/api/settings.ts'

/** Where a person's own settings are, whatever workspace is open: as each system has it. */
function folder(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env
  if (process.platform === 'win32' && APPDATA) return join(APPDATA, 'Crosswalk')
  return join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'crosswalk')
}

const file = () => join(folder(), 'preferences.json')

/** What a person has chosen. A file that is broken is set aside, and nothing has been chosen: no reason to stop. */
export async function readPreferences(): Promise<Preferences> {
  const text = await readFile(file(), 'utf8').catch(() => undefined)
  if (text === undefined) return defaultPreferences
  const read = preferencesForm.safeParse({ ...defaultPreferences, ...parsed(text) })
  if (read.success) return read.data
  await rename(file(), `${file()}.broken`).catch(() => {})
  return defaultPreferences
}

let writing: Promise<unknown> = Promise.resolve()

/** Changes what is given, one change after the other, and keeps the file whole whenever it is read. */
export function changePreferences(
  change: Partial<{ [K in keyof Preferences]: Preferences[K] | undefined }>,
): Promise<Preferences> {
  const next = writing.then(async () => {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const preferences = preferencesForm.parse({ ...(await readPreferences()), ...given })
    await mkdir(folder(), { recursive: true, mode: 0o700 })
    const fresh = `${file()}.${process.pid}.tmp`
    await writeFile(fresh, `${JSON.stringify(preferences, undefined, 2)}\n`, { mode: 0o600 })
    await rename(fresh, file())
    return preferences
  })
  writing = next.catch(() => {})
  return next
}

// Our own few settings, never a config.
function parsed(text: string): object {
  try {
    return Object(JSON.parse(text))
  } catch {
    return { theme: 'none: this is no JSON' }
  }
}
