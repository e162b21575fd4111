import { resolve } from 'node:path'
import { CANCELLED_EXIT, CrosswalkError } from '../../shared/errors/index.ts'
import type { ComposeOptions, Services } from '../compose.ts'
import type { Context, Faces } from './context.ts'
import { type About, failureOf } from './failure.ts'
import { isAbort, isEcho, listenForCancel } from './interrupt.ts'
import { Output } from './output.ts'
import { type CommandTable, type Invocation, parseCommandLine } from './parse.ts'
import { findPerson } from './person.ts'

/** What runs beneath the commands. */
export type Parts = {
  readonly version: string
  readonly faces: Faces
  readonly compose: (options: ComposeOptions) => Promise<Services>
}

/** Runs one command line, from its words to its exit status. Never throws. */
export async function runCommandLine(
  words: readonly string[],
  table: CommandTable,
  parts: Parts,
): Promise<number> {
  // Read before the words are understood: a mistake in them is told in the form that was asked for.
  const output = new Output(process, { json: words.includes('--json') })
  const exit = await runWords(words, table, { ...parts, output })
  const broken = await output.end()
  if (broken === undefined || exit !== 0) return exit
  return tellFailure(output, new CrosswalkError('general/output-failed', { problem: broken.message }))
}

type Running = Parts & { readonly output: Output }

async function runWords(words: readonly string[], table: CommandTable, parts: Running): Promise<number> {
  let invocation: Invocation
  try {
    invocation = parseCommandLine(words, table, parts.version)
  } catch (error) {
    return tellFailure(parts.output, error)
  }
  if (invocation.kind === 'run') return await runCommand(invocation, parts)
  parts.output.text(invocation.text)
  return 0
}

async function runCommand(
  { command, input, common }: Extract<Invocation, { kind: 'run' }>,
  { output, compose, version, faces }: Running,
): Promise<number> {
  const workspaceDir = resolve(common.workspace)
  const about = { command: command.name, workspaceDir }
  const cancel = listenForCancel(() => output.tell('Cancelling. Once more to stop at once.'))
  const { signal } = cancel
  // Cancelling also reaches promises that nobody waits for any more: no bug. Nor where it was one job of several.
  const onUncaught = (error: unknown): void => {
    if (!isEcho(error, signal) && !isAbort(error)) process.exit(tellFailure(output, error, about))
  }
  process.on('uncaughtException', onUncaught)

  let services: Promise<Services> | undefined
  const context: Context = {
    workspaceDir,
    cwd: process.cwd(),
    json: output.json,
    version,
    faces,
    signal,
    who: () => findPerson(common.as, { env: process.env, dir: workspaceDir }),
    services: () => {
      services ??= compose({ workspaceDir, signal })
      return services
    },
    print: (...lines) => output.print(lines),
    stream: (pieces) => output.stream(pieces),
    progress: (event) => output.progress(event),
  }
  try {
    let result: object
    try {
      // The parser made the input by this command's own lists, and the result is its own: the types are those
      // that `command()` checked.
      result = await command.run(context, input as never)
    } finally {
      // One that could not be composed has failed the command already.
      await (await services?.catch(() => undefined))?.close()
    }
    output.result(result, () => command.show(result as never, output.page, input as never))
    return command.status?.(result as never) ?? 0
  } catch (error) {
    if (!isEcho(error, signal)) {
      const exit = tellFailure(output, error, about)
      return signal.aborted ? CANCELLED_EXIT : exit
    }
    output.tell('Cancelled.')
    return CANCELLED_EXIT
  } finally {
    cancel.stop()
    process.off('uncaughtException', onUncaught)
  }
}

function tellFailure(
  output: Output,
  error: unknown,
  about: About = { command: '', workspaceDir: process.cwd() },
): number {
  const failure = failureOf(error, about)
  output.fail(failure)
  return failure.exit
}
