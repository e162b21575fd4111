import { z } from 'zod'
import type { Electron } from './electron.ts'
import { KeptFile } from './kept-file.ts'
import { isExternalLink } from './walls.ts'

/** `updates.json` of the app's folder. Nobody is asked anything unless a channel stands there. */
const settings = z.strictObject({
  /** Address of a small JSON document: `{ "version": "1.2.0", "page": "https://…" }`. */
  channel: z.literal('off').or(z.string().refine(isExternalLink)),
})
const offer = z.object({
  version: z.string().regex(/^\d{1,9}\.\d{1,9}\.\d{1,9}$/),
  page: z.string().refine(isExternalLink),
})

/**
 * Asks the channel for a newer version, and tells of it. Off by default. Nothing is ever downloaded or installed by
 * itself: who looks after the machines decides.
 */
export async function lookForUpdate(electron: Electron, file: string): Promise<void> {
  const channel = new KeptFile(file, settings).read()?.channel ?? 'off'
  if (channel === 'off') return
  const { version, page } = await ask(electron, channel)
  if (version === undefined || !isNewer(version, electron.app.getVersion())) return
  const { response } = await electron.dialog.showMessageBox({
    type: 'info',
    message: `Crosswalk ${version} is there`,
    detail: `This is ${electron.app.getVersion()}.`,
    buttons: ['Show Its Page', 'Later'],
    defaultId: 0,
    cancelId: 1,
  })
  if (response === 0) await electron.shell.openExternal(page)
}

type Offer = { readonly version: string | undefined; readonly page: string }

async function ask({ net }: Electron, channel: string): Promise<Offer> {
  try {
    const answer = await net.fetch(channel, { credentials: 'omit', redirect: 'error', cache: 'no-store' })
    return offer.parse(await answer.json())
  } catch {
    // Without a network, or with a channel that is gone, one works on with what one has.
    return { version: undefined, page: '' }
  }
}

export function isNewer(version: string, own: string): boolean {
  const [a, b] = [version, own].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)))
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}
