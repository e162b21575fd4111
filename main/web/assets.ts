import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** A file of the built interface. */
export type Asset = {
  readonly body: Buffer
  readonly etag: string
  readonly type: string
  readonly caching: string
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
}

/** With the hash of its content in its name, as the bundler writes it. */
const BY_CONTENT = /-[0-9A-Z]{8}\.\w+$/

/**
 * Every file of the built interface, by its path. Held in memory, some 15 MB: a window goes on while another process
 * builds anew, and no path of a request ever gets to the disk. Not compressed: on the same machine that costs more
 * time than it saves.
 */
export async function loadAssets(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>()
  for (const name of await readdir(folder)) {
    const type = TYPES[extname(name)]
    if (type === undefined) continue
    const body = await readFile(join(folder, name))
    assets.set(name === 'index.html' ? '/' : `/${name}`, {
      body,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      type,
      caching: BY_CONTENT.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
  }
  return assets
}
