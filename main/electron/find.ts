import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * Electron's program, where it is there: npm brings the package, and the program comes from elsewhere by
 * `npx install-electron`. `CROSSWALK_ELECTRON` names another one. Never fetches anything.
 */
export function findElectron(env: NodeJS.ProcessEnv): string | undefined {
  if (env.CROSSWALK_ELECTRON) return existsSync(env.CROSSWALK_ELECTRON) ? env.CROSSWALK_ELECTRON : undefined
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
    const program = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    return existsSync(program) ? program : undefined
  } catch {
    // Not installed, as among what a server needs; or without its program.
    return undefined
  }
}
