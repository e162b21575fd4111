import { z } from 'zod'
import { fail } from '../../shared/errors/index.ts'
import type { Electron } from './electron.ts'
import { KeptFile } from './kept-file.ts'

/** By workspace and environment variable: what the keychain has encrypted, in base64. */
const keptSchema = z.record(z.string(), z.record(z.string(), z.base64()))

/**
 * Database URLs that a person asked to keep, by workspace. They are on the disk only as the system's keychain has
 * encrypted them; where there is none, nothing is kept.
 */
export class CredentialStore {
  readonly #electron: Electron
  readonly #file: KeptFile<typeof keptSchema>

  constructor(electron: Electron, file: string) {
    this.#electron = electron
    this.#file = new KeptFile(file, keptSchema)
  }

  /** Why nothing can be kept; undefined where it can. */
  async unavailable(): Promise<string | undefined> {
    const { safeStorage } = this.#electron
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'the keychain of this system cannot be used'
    // Chromium then "encrypts" with a key that everybody knows.
    if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
      return 'this desktop has no keychain (GNOME Keyring or KWallet) that is running'
    return undefined
  }

  /** Names of the variables that are kept for a workspace. */
  names(folder: string): readonly string[] {
    return Object.keys(this.#of(folder))
  }

  /** What is kept for a workspace. What cannot be decrypted any more, as on another machine, is left out. */
  async values(folder: string): Promise<Readonly<Record<string, string>>> {
    if ((await this.unavailable()) !== undefined) return {}
    const values: Record<string, string> = {}
    for (const [name, encrypted] of Object.entries(this.#of(folder))) {
      const value = await this.#decrypted(encrypted)
      if (value !== undefined) values[name] = value
    }
    return values
  }

  /** Raises `desktop/no-keychain`, and then nothing was written. */
  async keep(folder: string, variable: string, url: string): Promise<void> {
    const problem = await this.unavailable()
    if (problem !== undefined) fail('desktop/no-keychain', { problem })
    const encrypted = await this.#electron.safeStorage.encryptStringAsync(url)
    const isWritten = this.#write(folder, { ...this.#of(folder), [variable]: encrypted.toString('base64') })
    if (!isWritten) fail('desktop/no-keychain', { problem: 'its file cannot be written' })
  }

  forget(folder: string, variable: string): void {
    const { [variable]: _forgotten, ...rest } = this.#of(folder)
    if (!this.#write(folder, rest)) fail('desktop/no-keychain', { problem: 'its file cannot be written' })
  }

  #of(folder: string): Readonly<Record<string, string>> {
    const all = this.#file.read() ?? {}
    return Object.hasOwn(all, folder) ? (all[folder] ?? {}) : {}
  }

  #write(folder: string, kept: Readonly<Record<string, string>>): boolean {
    return this.#file.write({ ...this.#file.read(), [folder]: kept })
  }

  async #decrypted(encrypted: string): Promise<string | undefined> {
    try {
      return (await this.#electron.safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'))).result
    } catch {
      return undefined
    }
  }
}
