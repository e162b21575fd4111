import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Builds the interface into a folder: React as it is in production, Monaco and graphs in files of their own. */
export async function bundleRenderer(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: {
      main: 'renderer/main.tsx',
      'layout.worker': 'renderer/ui/json/layout.worker.ts',
      'editor.worker': 'monaco-editor/editor/editor.worker',
      'json.worker': 'monaco-editor/language/json/json.worker',
      'ts.worker': 'monaco-editor/language/typescript/ts.worker',
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'chrome130',
    jsx: 'automatic',
    minify: true,
    sourcemap: true,
    // By their content, so that a browser may keep them for good.
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.ttf': 'file', '.svg': 'file', '.woff2': 'file' },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
    metafile: true,
  })
  const page = await readFile(join(ROOT, 'renderer/index.html'), 'utf8')
  const preloads = neededBy(metafile, 'main.js').map((name) => `<link rel="modulepreload" href="/${name}" />`)
  await writeFile(join(folder, 'index.html'), page.replace('</head>', `${preloads.join('')}</head>`))
}

/** The files that a file cannot begin without, so that the browser asks for all of them at once. */
function neededBy({ outputs }: Metafile, entry: string): readonly string[] {
  const needed = new Set<string>()
  const visit = (path: string | undefined) => {
    for (const { path: next, kind } of (path && outputs[path]?.imports) || []) {
      if (kind !== 'import-statement' || needed.has(next)) continue
      needed.add(next)
      visit(next)
    }
  }
  visit(Object.keys(outputs).find((path) => basename(path) === entry))
  return [...needed].map((path) => basename(path))
}
