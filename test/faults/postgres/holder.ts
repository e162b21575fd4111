// A command that holds a lease on an embedded server: prints what it got as a line of JSON, then waits for
// its standard input to end. Arguments: the server's directory, the grace in milliseconds.

import { acquireEmbedded } from '../../../main/production/embedded/acquire.ts'
import { FAST_SETTINGS } from '../../../main/production/embedded/settings.ts'

const [directory = '', graceMs = ''] = process.argv.slice(2)
const embedded = await acquireEmbedded(directory, {
  settings: { ...FAST_SETTINGS, synchronous_commit: 'on' },
  graceMs: Number(graceMs),
})
console.log(JSON.stringify({ url: embedded.url }))
process.stdin.resume()
