import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Where the built interface is. */
export const BUILT = join(ROOT, 'out/renderer')

/** Builds the interface for a browser: React as it is in production, Monaco and graphs in files of their own. */
export async function bundleRenderer(): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: {
      main: 'renderer/main.tsx',
      'editor.worker': 'monaco-editor/editor/editor.worker',
      'json.worker': 'monaco-editor/language/json/json.worker',
      'ts.worker': 'monaco-editor/language/typescript/ts.worker',
    },
    outdir: BUILT,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'chrome130',
    jsx: 'automatic',
    minify: true,
    sourcemap: true,
    loader: { '.ttf': 'file', '.svg': 'file', '.woff2': 'file' },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  })
}

export const isBuilt = (): boolean => existsSync(join(BUILT, 'main.js'))

if (import.meta.main) await bundleRenderer()
