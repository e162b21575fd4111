// A process that runs authored code. Asked by `process.ts`, one question at a time.
import './inside/lockdown.ts'
import { fail } from '../../shared/errors/index.ts'
import type { TransformPlace } from '../../shared/errors/sandbox.ts'
import type { Outcome } from '../../shared/migration/evaluator.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import type { AnyBatchEvaluator, Table } from './evaluators.ts'
import { AuthoredModule, explainingCrosswalk, isDefined } from './inside/authored-module.ts'
import { Unfit } from './inside/copy-out.ts'
import { readDefinition } from './inside/definition.ts'
import { serve } from './inside/serve.ts'
import { describeThrown } from './inside/thrown.ts'
import { makeTransformCaller } from './inside/transform-caller.ts'
import type { SandboxQuestion } from './messages.ts'
import { outcomeOf } from './outcome.ts'

const { evaluators, batchEvaluators = {} }: Table = await import(process.argv[2] as string)
const sessions = new Map<number, (inputs: readonly unknown[]) => Done>()
type Done = { readonly outcomes: readonly Outcome<unknown>[]; readonly parts: readonly unknown[] }

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
  const { path } = plan as { readonly path: readonly Migration[] }
  const call = makeTransformCaller(path, (at) => announce(at))
  if (Object.hasOwn(batchEvaluators, evaluator)) {
    const evaluate = (batchEvaluators[evaluator] as AnyBatchEvaluator)(plan, call)
    sessions.set(session, (inputs) => {
      const { outcomes, part } = evaluate(inputs)
      return { outcomes, parts: [part] }
    })
    return
  }
  const make = Object.hasOwn(evaluators, evaluator) ? evaluators[evaluator] : undefined
  if (!make) throw new TypeError(`no evaluator ${evaluator}; there are ${Object.keys(evaluators).join(', ')}`)
  const evaluate = make(plan, call)
  sessions.set(session, (inputs) => ({
    outcomes: inputs.map((input) => outcomeOf(() => evaluate(input))),
    parts: [],
  }))
}

function run(session: number, inputs: readonly unknown[]): Done {
  const evaluate = sessions.get(session)
  if (!evaluate) throw new TypeError(`no session ${session}`)
  return evaluate(inputs)
}
