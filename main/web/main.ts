import { isCrosswalkError } from '../../shared/errors/index.ts'
import { Desk, type DeskOptions } from '../api/desk.ts'
import { ensureBuilt } from './built.ts'
import { askForLink, findNote } from './running.ts'
import { serveDesk, type Web } from './server.ts'

export { ensureBuilt } from './built.ts'

export type ServeWebOptions = DeskOptions & {
  /** Left out: the one that this workspace had last, or any that is free. */
  readonly port?: number | undefined
  /** Aborted to stop it. */
  readonly signal: AbortSignal
  /** The interface is being built, which takes some seconds. */
  readonly building: () => void
  /** Called once it listens, with what gives links: each lets one browser in, once. */
  readonly listening: (link: () => string) => void
}

/** `link` is of the server that serves this workspace already; null where this one has, for so many seconds. */
export type ServedWeb = { readonly url: string; readonly link: string | null; readonly seconds: number }

/**
 * Serves the workbench on a workspace to browsers of this machine until the signal, and then stops gracefully: pushes
 * are left paused. Where another process does so already, gives a link of that one instead.
 *
 * Raises `workspace/not-found` and the like, `web/not-built`, `web/port-taken`.
 */
export async function serveWeb(options: ServeWebOptions): Promise<ServedWeb> {
  const { signal, building, listening } = options
  const started = performance.now()
  const desk = new Desk(options)
  try {
    const privateFolder = await desk.services.workspace.privateFolder()
    const ask = async () => {
      const note = await findNote(privateFolder)
      return note && askForLink(note)
    }
    let link = await ask()
    if (link === undefined) {
      await ensureBuilt({ signal, building })
      // Another one may have waited for the same build.
      link = await ask()
    }
    if (link !== undefined) return { url: new URL('/', link).href, link, seconds: 0 }
    const last = (await findNote(privateFolder))?.port
    const web = await serveAt(desk, { privateFolder, port: options.port, last })
    try {
      listening(web.link)
      await aborted(signal)
    } finally {
      await web.close()
    }
    const seconds = Math.round((performance.now() - started) / 1000)
    return { url: `http://127.0.0.1:${web.port}/`, link: null, seconds }
  } finally {
    await desk.close()
  }
}

/** Windows that were open look for their server at its last port. */
async function serveAt(
  desk: Desk,
  where: { privateFolder: string; port: number | undefined; last: number | undefined },
): Promise<Web> {
  const { privateFolder, port, last } = where
  if (port !== undefined || last === undefined) return serveDesk(desk, { privateFolder, port: port ?? 0 })
  try {
    return await serveDesk(desk, { privateFolder, port: last })
  } catch (error) {
    if (!isCrosswalkError(error, 'web/port-taken')) throw error
    return serveDesk(desk, { privateFolder, port: 0 })
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
