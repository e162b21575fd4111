import { execPath, version as nodeVersion } from 'node:process'
import { fail } from '../../../shared/errors/index.ts'
import type { Check, DeepCheck } from '../../compose.ts'
import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { count } from '../words.ts'

type Result = {
  readonly ok: boolean
  readonly checks: readonly Check[]
  /** With `--deep`. */
  readonly deep?: readonly DeepCheck[]
}

export const doctor = command({
  name: 'doctor',
  summary: 'Look over this machine, the workspace and an environment',
  details: ['Changes nothing. Ends with 3 where something is not as it has to be.'],
  arguments: {},
  options: {
    env: { ...env, required: undefined, about: 'look over the database of this environment too' },
    deep: { about: 'with --env: also whether configs, history, journal and audit agree; reads every config' },
  },
  async run({ services, progress }, { env: environment, deep }): Promise<Result> {
    if (deep && environment === undefined) {
      fail('general/usage', {
        problem: '--deep looks into a database, and none is named',
        remedy: 'Add --env.',
      })
    }
    const { workspace, environments } = await services()
    const checks: readonly Check[] = [
      { name: 'node', ok: true, message: `Node ${nodeVersion} at ${execPath}` },
      ...(await workspace.examine()),
      ...(environment === undefined ? [] : await environments.examine(environment)),
    ]
    if (!deep || environment === undefined) return { ok: isWell(checks), checks }
    const label = `Looking through ${environment}`
    const found = await environments.examineDeep(environment, ({ done }) =>
      progress({ label, done, unit: 'configs' }),
    )
    return { ok: isWell([...checks, ...found]), checks, deep: found }
  },
  status: ({ ok }) => (ok ? 0 : 3),
  show({ checks, deep = [] }, page) {
    const marks = {
      true: page.style('green', 'ok  '),
      false: page.style('red', 'FAIL'),
      warn: page.style('yellow', 'warn'),
    }
    const linesOf = ({ name, ok, message, remedy }: Check) => [
      `${marks[`${ok}`]}  ${name}: ${message}`,
      ...(remedy === undefined ? [] : [`      ${remedy}`]),
    ]
    const lines = [
      ...checks.flatMap(linesOf),
      ...deep.flatMap(({ count: against, examples, ...check }) => [
        ...linesOf(against === 0 ? check : { ...check, message: `${check.message} (${against} against)` }),
        ...examples.map(({ id, detail }) => `        ${id}: ${detail}`),
      ]),
    ]
    const failed = [...checks, ...deep].filter(({ ok }) => ok === false).length
    return [...lines, failed === 0 ? 'All that is needed is there.' : `${count(failed, 'thing')} to mend.`]
  },
})

const isWell = (checks: readonly Check[]): boolean => checks.every(({ ok }) => ok !== false)
