import { execPath, version as nodeVersion } from 'node:process'
import type { Check } from '../../compose.ts'
import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { count } from '../words.ts'

type Result = { readonly ok: boolean; readonly checks: readonly Check[] }

export const doctor = command({
  name: 'doctor',
  summary: 'Look over this machine, the workspace and an environment',
  details: ['Changes nothing. Ends with 3 where something is not as it has to be.'],
  arguments: {},
  options: { env: { ...env, required: undefined, about: 'look over the database of this environment too' } },
  async run({ services }, { env: environment }): Promise<Result> {
    const { workspace, environments } = await services()
    const checks: readonly Check[] = [
      { name: 'node', ok: true, message: `Node ${nodeVersion} at ${execPath}` },
      ...(await workspace.examine()),
      ...(environment === undefined ? [] : await environments.examine(environment)),
    ]
    return { ok: checks.every(({ ok }) => ok !== false), checks }
  },
  status: ({ ok }) => (ok ? 0 : 3),
  show({ checks }, page) {
    const marks = {
      true: page.style('green', 'ok  '),
      false: page.style('red', 'FAIL'),
      warn: page.style('yellow', 'warn'),
    }
    const lines = checks.flatMap(({ name, ok, message, remedy }) => [
      `${marks[`${ok}`]}  ${name}: ${message}`,
      ...(remedy === undefined ? [] : [`      ${remedy}`]),
    ])
    const failed = checks.filter(({ ok }) => ok === false).length
    return [...lines, failed === 0 ? 'All that is needed is there.' : `${count(failed, 'thing')} to mend.`]
  },
})
