import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { z } from 'zod'
import {
  type DesktopAnswer,
  type DesktopInput,
  type DesktopOutput,
  type DesktopRequest,
  desktopInputs,
} from '../../shared/api/desktop.ts'
import { desktopChannels } from '../../shared/api/desktop-channels.ts'
import { fail, isCrosswalkError } from '../../shared/errors/index.ts'
import type { Electron } from './electron.ts'
import { isOwnAddress } from './walls.ts'

/** One of our windows, as who asks. */
export type Asks<W> = {
  readonly [R in DesktopRequest]: (
    window: W,
    input: DesktopInput<R>,
  ) => DesktopOutput[R] | Promise<DesktopOutput[R]>
}

/** Answers what pages ask: checks who, checks what, and walks the table. */
export function answerAsks<W>(
  { ipcMain }: Electron,
  asks: Asks<W>,
  {
    windowOf,
    logBug,
  }: { windowOf: (contents: WebContents) => W | undefined; logBug: (error: unknown) => void },
): void {
  ipcMain.handle(
    desktopChannels.ask,
    async (event, request: unknown, input: unknown): Promise<DesktopAnswer> => {
      try {
        const window = windowOf(event.sender)
        if (window === undefined || !isFromOwnPage(event)) return fail('desktop/foreign-sender', {})
        const name = requestSchema.safeParse(request)
        if (!name.success)
          return fail('desktop/bad-request', { request: String(request), problem: 'there is no such thing' })
        const checked = desktopInputs[name.data].safeParse(input)
        if (!checked.success) {
          return fail('desktop/bad-request', {
            request: name.data,
            problem: z.prettifyError(checked.error).replaceAll('\n', '; '),
          })
        }
        // The schema of the same name has just said that this is its input.
        const ask = asks[name.data] as (window: W, input: unknown) => unknown
        return { ok: true, value: await ask(window, checked.data) }
      } catch (error) {
        if (isCrosswalkError(error)) {
          const { code, message, data, retryable } = error
          return { ok: false, failure: { code, message, data, retry: retryable } }
        }
        logBug(error)
        const message = `This is a bug in Crosswalk's desktop app, not something you did: ${(error as Error).message}`
        return { ok: false, failure: { code: 'general/bug', message, data: {}, retry: false } }
      }
    },
  )
}

const requestSchema = z.enum(Object.keys(desktopInputs) as DesktopRequest[])

/** The window's own page, at our own address: no frame in it, and no page that got there. */
function isFromOwnPage({ senderFrame, sender }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOwnAddress(senderFrame.url)
}
