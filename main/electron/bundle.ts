import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Where the built app is; its main script stands in package.json. */
export const BUILT = join(ROOT, 'out/desktop')

/**
 * Builds the main process's part, and the preload script: a page in a sandbox loads one file of CommonJS, and an
 * archive is read fastest where all is in one. The services run from their sources.
 */
export async function bundleDesktop(): Promise<void> {
  const common = {
    absWorkingDir: ROOT,
    outdir: BUILT,
    bundle: true,
    platform: 'node',
    target: 'node24',
    external: ['electron'],
    logLevel: 'silent',
  } satisfies BuildOptions
  await Promise.all([
    build({ ...common, entryPoints: { main: 'main/electron/entry.ts' }, format: 'esm' }),
    build({
      ...common,
      entryPoints: { preload: 'main/electron/preload.ts' },
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
    }),
  ])
}
