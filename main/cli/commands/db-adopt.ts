import { fail } from '../../../shared/errors/index.ts'
import type { AdoptionChoices } from '../../compose.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { env } from '../inputs.ts'
import { type AdoptionResult, adoptionLines, leftoverResult } from '../results/adoption.ts'

/** An option that decides about a kind of mistake. */
const choice = <const Value extends string>(about: string, values: readonly Value[]) => ({
  value: values.join('|'),
  about,
  read(text: string): Value {
    const found = values.find((value) => value === text)
    return (
      found ??
      fail('general/usage', {
        problem: `${JSON.stringify(text)} is none of ${values.join(', ')}`,
        remedy: 'Write one of these.',
      })
    )
  },
})

const OPTIONS = {
  env,
  apply: { about: 'do it (without: show what there is, and what would be done)' },
  orphans: choice('rows whose tenant, user or config does not exist', [
    'placeholder',
    'set-aside',
    'leave',
    'abort',
  ]),
  duplicates: choice('configs of the same tenant, user and agent, and rows of the same id', [
    'keep-newest',
    'abort',
  ]),
  malformed: choice('rows with ids, versions or configs that are none', ['set-aside', 'leave', 'abort']),
  versions: choice('configs that say another version than their row', ['from-config', 'leave', 'abort']),
  stuck: choice('configs that have been migrating for a day', ['reset', 'leave', 'abort']),
  ids: choice('ids that are kept as text', ['rewrite', 'abort']),
  list: { about: 'show the rows that were set aside, and the placeholders' },
  restore: { value: 'ID', about: 'put back a row that was set aside, with its history', read: readId },
  swap: { about: 'with --restore: set aside what has its place by now' },
  removePlaceholders: { about: 'remove the placeholders that nothing refers to' },
} as const

export const dbAdopt = command({
  name: 'db adopt',
  summary: 'Take over a database that has configs already',
  details: [
    'Shows what is wrong or missing there, and changes nothing without --apply. No row is ever deleted: what',
    'cannot stay is set aside whole, and can be put back. Where it was cut off, run it again.',
  ],
  arguments: {},
  options: OPTIONS,
  async run(context, input): Promise<AdoptionResult> {
    const { env: environment, apply, list, restore, swap, removePlaceholders } = input
    const asked = [apply, list, restore !== undefined, removePlaceholders].filter(Boolean).length
    if (asked > 1 || (swap && restore === undefined)) {
      fail('general/usage', {
        problem: '--apply, --list, --restore and --remove-placeholders are four different things',
        remedy: 'Give one of them; --swap goes with --restore.',
      })
    }
    const { adoption } = await context.services()
    if (list) return leftoverResult(environment, await adoption.list(environment))
    if (restore !== undefined) {
      const repair = await adoption.restore(environment, restore, { who: await context.who(), swap })
      return { action: 'restored', environment, repairs: [repair] }
    }
    if (removePlaceholders) {
      const repairs = await adoption.removePlaceholders(environment, await context.who())
      return { action: 'removed', environment, repairs }
    }
    if (apply) return adopted(context, environment, choicesOf(input))
    return { action: 'report', ...(await adoption.inspect(environment)) }
  },
  show: adoptionLines,
})

async function adopted(
  { services, who, progress }: Context,
  environment: string,
  choices: AdoptionChoices,
): Promise<AdoptionResult> {
  const { adoption } = await services()
  const { report, repairs, left } = await adoption.apply(environment, {
    choices,
    who: await who(),
    progress: ({ label, done }) =>
      progress({ label: `Adopting ${environment}: ${label}`, done, unit: 'rows' }),
  })
  return { action: 'adopted', environment, place: report.place, repairs, findings: left }
}

/** Those that were given. */
const choicesOf = ({
  orphans,
  duplicates,
  malformed,
  versions,
  stuck,
  ids,
}: { readonly [Name in keyof AdoptionChoices]: AdoptionChoices[Name] | undefined }): AdoptionChoices => ({
  ...(orphans === undefined ? {} : { orphans }),
  ...(duplicates === undefined ? {} : { duplicates }),
  ...(malformed === undefined ? {} : { malformed }),
  ...(versions === undefined ? {} : { versions }),
  ...(stuck === undefined ? {} : { stuck }),
  ...(ids === undefined ? {} : { ids }),
})

function readId(text: string): string {
  const id = text.toLowerCase()
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no id of a row that was set aside`,
    remedy: 'Write one of those that --list shows.',
  })
}
