import type { BrowserWindow, Rectangle } from 'electron'
import { z } from 'zod'
import type { Electron } from './electron.ts'
import { KeptFile } from './kept-file.ts'

const side = z.number().int().min(-100_000).max(100_000)
const schema = z.strictObject({
  bounds: z.strictObject({ x: side, y: side, width: side, height: side }),
  isMaximized: z.boolean(),
})

const SMALLEST = { width: 640, height: 480 }
const FIRST = { width: 1440, height: 900 }
/** A title bar that one can take hold of. */
const SEEN = 80

/** Where the window was, and how large. */
export class WindowState {
  readonly #electron: Electron
  readonly #file: KeptFile<typeof schema>

  constructor(electron: Electron, file: string) {
    this.#electron = electron
    this.#file = new KeptFile(file, schema)
  }

  /** Options for a new window: as the last one was, if a display is still there to show it. */
  options(): Partial<Rectangle> & { minWidth: number; minHeight: number } {
    const least = { minWidth: SMALLEST.width, minHeight: SMALLEST.height }
    const bounds = this.#file.read()?.bounds
    return bounds !== undefined && this.#isSeen(bounds) ? { ...least, ...bounds } : { ...least, ...FIRST }
  }

  /** Goes on where the last window was, and remembers where this one is when it closes. */
  follow(window: BrowserWindow): void {
    if (this.#file.read()?.isMaximized) window.maximize()
    window.on('close', () => {
      this.#file.write({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
    })
  }

  #isSeen({ x, y, width, height }: Rectangle): boolean {
    if (width < SMALLEST.width || height < SMALLEST.height) return false
    return this.#electron.screen.getAllDisplays().some(({ workArea: area }) => {
      const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x)
      return across >= SEEN && y >= area.y && y + SEEN <= area.y + area.height
    })
  }
}
