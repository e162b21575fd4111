import type { ConfigExplanation } from '../../compose.ts'
import type { Page } from '../page.ts'
import { table } from '../table.ts'
import { fateWords, findingLines, maskLines, Values } from './evidence.ts'

/** One config of a preview: what changes, where its settings go, and its own before, after and back. */
export function explanationLines(
  told: ConfigExplanation,
  page: Page,
  { full }: { readonly full: boolean },
): readonly string[] {
  const values = new Values({ full })
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', page.style('bold', title), ...lines]
  return [
    page.style('bold', `Config ${told.config} of preview ${told.preview}`),
    `${told.agent}, tenant ${told.tenant}, user ${told.user}: ${outcome(told)}.`,
    ...maskLines(told),
    ...(told.as_previewed
      ? []
      : [
          page.style(
            'red',
            'This is not what the preview has noted: the code depends on something outside the config.',
          ),
        ]),
    ...section('What changes', showChanges(told, page, values)),
    ...section('Where its settings go', showCustomisations(told, page, values)),
    ...section(
      'What its user is warned of',
      told.warnings.map(({ feature, message }) => `${feature}: ${message}`),
    ),
    ...section('Findings', findingLines(told.findings, page)),
    ...section('Before', told.before === null ? [] : values.document(told.before)),
    ...(told.status === 'migrated' ? section('After', values.document(told.after)) : []),
    ...(told.status === 'migrated' ? section('Back again', showBack(told, values)) : []),
    ...values.note,
  ]
}

function outcome({ status, from, to, shape, error }: ConfigExplanation): string {
  if (status === 'unchanged') return `at ${to} already, so nothing happens`
  if (status === 'migrated') return `${from} to ${to}, shape ${shape}`
  return `${from} to ${to} fails, and it is left as it is (${error?.code}): ${error?.message.replace(/\.$/, '')}`
}

const showChanges = ({ changes }: ConfigExplanation, page: Page, values: Values): readonly string[] =>
  table(
    changes,
    [
      { title: 'PATH', value: ({ path }) => path, shrinks: true },
      { title: '', value: ({ kind }) => kind },
      { title: 'BEFORE', value: ({ before }) => values.text(before), shrinks: true },
      { title: 'AFTER', value: ({ after }) => values.text(after), shrinks: true },
    ],
    page,
  )

function showCustomisations(
  { customisations, status }: ConfigExplanation,
  page: Page,
  values: Values,
): readonly string[] {
  if (status !== 'migrated') return []
  if (customisations.length === 0) return ['Its user has set nothing.']
  return table(
    customisations,
    [
      { title: 'PATH', value: ({ path }) => path, shrinks: true },
      { title: 'VALUE', value: ({ value }) => values.text(value), shrinks: true },
      { title: 'WHAT BECOMES OF IT', value: (one) => fateWords(one.class) },
      { title: 'WHERE', value: ({ to, also }) => [to, ...also].filter(Boolean).join(', '), shrinks: true },
      { title: 'AS', value: ({ now }) => values.text(now), shrinks: true },
      { title: 'STEP', value: ({ step }) => step },
    ],
    page,
  )
}

function showBack({ back, back_exact, back_problem }: ConfigExplanation, values: Values): readonly string[] {
  if (back_problem !== null) return [`There is no way back through the steps: ${back_problem}`]
  return back_exact ? ['Exactly as before.'] : ['Not as before:', ...values.document(back)]
}
