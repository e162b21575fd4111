import { readFileSync } from 'node:fs'
import { commandTable } from './commands.ts'
import type { Faces } from './context.ts'
import { runCommandLine } from './run.ts'

const packageFile = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
const { version } = JSON.parse(packageFile) as { version: string }

/** Runs the command line of this process. `faces` are started by commands of it. */
export async function main(faces: Faces): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2), commandTable, {
    version,
    faces,
    // Only what a command needs is loaded: help and mistakes are told at once.
    compose: async (options) => (await import('../compose.ts')).compose(options),
  })
}
