import { createInterface } from 'node:readline'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { logBug } from '../api/bug-log.ts'
import type { Context } from './context.ts'
import { isEcho } from './interrupt.ts'
import { hasScreen, openBrowser } from './open-browser.ts'

type Served = { readonly url: string; readonly link: string | null; readonly seconds: number }

type ServeOptions = {
  readonly workspaceDir: string
  readonly port?: number | undefined
  /** The app beside it where there is one; the browser, or only where somebody sits before a screen. */
  readonly open: 'app' | 'browser' | 'if seen'
}

/** Serves the workbench until it is cancelled, and says where. Enter gives another link. */
export async function serveWorkbench(context: Context, options: ServeOptions): Promise<Served> {
  const { faces, version, signal, print, json } = context
  const { workspaceDir, port, open } = options
  const who = await context.who()
  const isSeen = Boolean(process.stdout.isTTY) && !json
  const hasSeat = isSeen && hasScreen(process.env, process.platform)
  const hasApp = open === 'app' && hasSeat && (await faces.desktop.isThere(process.env))
  let app: Promise<void> | undefined
  const show = (link: string) => {
    if (hasApp) app = openApp(context, { workspaceDir, who })
    else if (open === 'browser' || hasSeat) openBrowser(link)
  }
  const keys =
    isSeen && process.stdin.isTTY ? createInterface({ input: process.stdin, terminal: false }) : undefined
  try {
    const served = await faces.web({
      workspaceDir,
      version,
      who,
      signal,
      port,
      logBug: (error, { reference, doing }) => logBug(error, { reference, command: doing, workspaceDir }),
      building: () => print('Building the workbench, which takes some seconds once.'),
      listening: (newLink) => {
        const link = newLink()
        const enter = keys ? 'Enter gives another. ' : ''
        print('', `This link lets one browser in, once, within an hour. ${enter}Ctrl-C ends it.`)
        print('', `Open ${link}`)
        keys?.on('line', () => print(`Open ${newLink()}`))
        show(link)
      },
    })
    if (served.link !== null) show(served.link)
    await app
    return served
  } finally {
    keys?.close()
  }
}

/** The app beside the server, which goes on without it. */
async function openApp(
  { faces, signal, print }: Context,
  which: { workspaceDir: string; who: string },
): Promise<void> {
  try {
    await faces.desktop.open({ ...which, env: process.env, signal })
  } catch (error) {
    if (isEcho(error, signal)) return
    if (!isCrosswalkError(error)) throw error
    print(error.message)
  }
}
