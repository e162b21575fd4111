import { readFileSync } from 'node:fs'
import { commandTable } from './commands.ts'
import { runCommandLine } from './run.ts'

const packageFile = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
const { version } = JSON.parse(packageFile) as { version: string }

process.exitCode = await runCommandLine(process.argv.slice(2), commandTable, {
  version,
  // Only what a command needs is loaded: help and mistakes are told at once.
  compose: async (options) => (await import('../compose.ts')).compose(options),
})
