import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build, type PluginBuild } from 'esbuild'

type Manifest = {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** Names of the packages that modules import, each by itself; types do not count. */
export async function importedPackages(root: string, modules: readonly string[]): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...modules],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'out',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: [{ name: 'each-by-itself', setup: nothingFollowed }],
  })
  const names = Object.values(metafile.inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path }) => !/^(\.|node:)/.test(path))
    .map(({ path }) => /^(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path)
  // What is left beside packages are modules of Node, and what our own package calls itself.
  return [...new Set(names)].filter((name) => existsSync(join(root, 'node_modules', name))).sort()
}

function nothingFollowed({ onResolve }: PluginBuild): void {
  onResolve({ filter: /.*/ }, ({ kind, path }) =>
    kind === 'entry-point' ? undefined : { path, external: true },
  )
}

/**
 * Folders of packages and of all that they need, relative to the root. What is optional is there where npm has
 * installed it, which it does for this platform alone.
 */
export function withDependencies(root: string, names: readonly string[]): readonly string[] {
  const found = new Set<string>()
  const waiting = names.map((name) => ({ name, from: root, isOptional: false }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const folder = folderOf(next.name, next.from)
    if (folder === undefined) {
      if (next.isOptional) continue
      throw new Error(`${next.name}, which ${next.from} needs, is not installed`)
    }
    const path = relative(root, folder)
    if (found.has(path)) continue
    found.add(path)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    for (const need of needsOf(manifest)) waiting.push({ ...need, from: folder })
  }
  return [...found].sort()
}

/** Types are for those who compile. A peer that may be missing is somebody else's, who would list it. */
function needsOf(manifest: Manifest): { readonly name: string; readonly isOptional: boolean }[] {
  const { dependencies, optionalDependencies = {}, peerDependencies, peerDependenciesMeta = {} } = manifest
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
    .filter((name) => !name.startsWith('@types/') && !peerDependenciesMeta[name]?.optional)
    .map((name) => ({ name, isOptional: name in optionalDependencies }))
}

/** Where Node would find a package from a folder. */
function folderOf(name: string, from: string): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name)
    if (existsSync(join(folder, 'package.json'))) return realpathSync(folder)
    if (dirname(at) === at) return undefined
  }
}
