// What Electron starts, bundled with all of it into one file.

import * as electron from 'electron'
import { start } from './main.ts'
import { placesOf } from './places.ts'

const { isPackaged } = electron.app

/** Not waited for here: Electron gets ready only once this module is loaded. */
export const started = start(electron, {
  places: placesOf(import.meta.dirname, {
    resourcesPath: isPackaged ? process.resourcesPath : undefined,
    env: process.env,
  }),
  // Unpackaged, the first word is the app's own folder.
  words: process.argv.slice(isPackaged ? 1 : 2),
  cwd: process.cwd(),
  env: process.env,
})

// A bug before there is a window would leave a process that nobody sees.
started.catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  electron.app.exit(1)
})
