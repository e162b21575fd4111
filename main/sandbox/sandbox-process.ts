// A process that runs authored code. Asked by `worker.ts`, one question at a time.
import './inside/lockdown.ts'
import { CrosswalkError, fail } from '../../shared/errors/index.ts'
import type { TransformPlace } from '../../shared/errors/sandbox.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import type { evaluators } from './evaluators.ts'
import { AuthoredModule, explainingCrosswalk, isDefined } from './inside/authored-module.ts'
import { Unfit } from './inside/copy-out.ts'
import { readDefinition } from './inside/definition.ts'
import { serve } from './inside/serve.ts'
import { describeThrown } from './inside/thrown.ts'
import { makeTransformCaller } from './inside/transform-caller.ts'
import type { Failure, SandboxQuestion } from './messages.ts'

const table = ((await import(process.argv[2] as string)) as { evaluators: typeof evaluators }).evaluators
const sessions = new Map<number, (input: unknown) => unknown>()
const ignore = (): void => {}
let announce: (at: TransformPlace) => void = ignore

serve<SandboxQuestion>((question, tell) => {
  switch (question.kind) {
    case 'load':
      return load(question.script, question.file)
    case 'open':
      return open(question)
    case 'run':
      announce = question.announce ? (at) => tell({ kind: 'calling', at }) : ignore
      return run(question.session, question.inputs)
    case 'close':
      return void sessions.delete(question.session)
  }
})

function load(script: string, file: string): unknown {
  try {
    const found = new AuthoredModule(script).run(explainingCrosswalk)
    if (isDefined(found)) return readDefinition(found)
  } catch (error) {
    if (error instanceof Unfit)
      fail('sandbox/bad-definition', { file, path: error.path, problem: error.problem })
    fail('sandbox/load-threw', { file, ...describeThrown(error) })
  }
  return fail('sandbox/no-migration', { file })
}

function open({ session, evaluator, plan }: SandboxQuestion & { kind: 'open' }): void {
  const make = Object.hasOwn(table, evaluator) ? table[evaluator] : undefined
  if (!make) throw new TypeError(`no evaluator ${evaluator}; there are ${Object.keys(table).join(', ')}`)
  const { path } = plan as { readonly path: readonly Migration[] }
  sessions.set(
    session,
    make(
      plan,
      makeTransformCaller(path, (at) => announce(at)),
    ),
  )
}

function run(session: number, inputs: readonly unknown[]): readonly Outcome[] {
  const evaluate = sessions.get(session)
  if (!evaluate) throw new TypeError(`no session ${session}`)
  return inputs.map((input) => outcomeOf(() => evaluate(input)))
}

type Outcome = { ok: true; value: unknown } | { ok: false; error: Failure }

function outcomeOf(work: () => unknown): Outcome {
  try {
    return { ok: true, value: work() }
  } catch (error) {
    if (!(error instanceof CrosswalkError)) throw error
    const { code, data, message } = error
    return { ok: false, error: { code, data, message } }
  }
}
