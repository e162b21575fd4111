import type { DraftedStep, DraftResult } from '../../compose.ts'
import { command } from '../command.ts'
import { agent, version } from '../inputs.ts'
import type { Page } from '../page.ts'
import { findingLines } from '../results/findings.ts'
import { count, formatCount } from '../words.ts'

export const migrationNew = command({
  name: 'migration new',
  summary: 'Draft a new migration from what two versions say of themselves',
  details: [
    'Compares schemas, default configs, and what the flows read, and looks at configs of the newest snapshot.',
    'Each guess has its confidence; what is not sure enough is left to be decided, and loses nothing.',
    'The draft is tried at once: on the default config, on configs of the snapshot, and by the static checks.',
  ],
  arguments: {
    agent,
    from: { ...version, about: 'the version that configs have before' },
    to: { ...version, about: 'the version that they have afterwards' },
  },
  options: {
    stdout: { about: 'print the module and write nothing' },
    blank: { about: 'the frame alone, nothing drafted' },
  },
  async run({ services }, { stdout, blank, ...edge }) {
    const { migrations } = await services()
    return migrations.create(edge, { to: stdout ? 'print' : 'file', content: blank ? 'blank' : 'draft' })
  },
  show(result: DraftResult, page, { blank, stdout }) {
    const { path, agent, to } = result
    if (stdout) return [result.source.trimEnd()]
    if (blank) return [`Wrote ${path}. Add its summary and its steps.`]
    return [
      `Wrote ${path}.`,
      ...showSource(result),
      '',
      ...showSteps(result, page),
      ...showOpen(result, page),
      ...showVerification(result, page),
      ...findingLines(result.findings, page),
      '',
      result.sample === null
        ? `Next: read it, then crosswalk migration check ${path}; a snapshot of ${agent} shows what it does to real configs.`
        : `Next: read it, then crosswalk preview ${agent} ${to}.`,
    ]
  },
})

function showSource({ missing, sample, from }: DraftResult): readonly string[] {
  const configs =
    sample === null
      ? 'There was no snapshot to look at: nothing could be learned from configs of users.'
      : `Drawn also from ${count(sample.taken, 'config')} of the ${formatCount(sample.configs)} of ${from} in snapshot ${sample.snapshot}${sample.masked ? ', some values masked' : ''}.`
  return [...(missing.length === 0 ? [] : [`Not there: ${missing.join(', ')}.`]), configs]
}

const showSteps = ({ steps }: DraftResult, page: Page): readonly string[] =>
  steps.length === 0
    ? ['No difference was found that a step could answer.']
    : [`${count(steps.length, 'step')}:`, ...steps.flatMap((step) => stepLines(step, page, '  '))]

function stepLines(step: DraftedStep, page: Page, indent: string): readonly string[] {
  const { code, confidence, because, alternatives, note, inside } = step
  const sure = `${Math.round(confidence * 100)} %`.padStart(5)
  // What stands inside has lines of its own.
  const text = inside.length > 0 ? code.replace(/, \[.*$/s, ', [') : cut(code)
  return [
    `${indent}${confidence < 0.75 ? page.style('yellow', sure) : sure}  ${text}${because.length === 0 ? '' : page.style('dim', `  ${because.slice(0, 4).join(', ')}`)}`,
    ...alternatives.map(
      (other) => `${indent}       or, ${Math.round(other.confidence * 100)} %: ${cut(other.code)}`,
    ),
    ...(note === null ? [] : [`${indent}       ${page.style('dim', note)}`]),
    ...inside.flatMap((one) => stepLines(one, page, `${indent}  `)),
  ]
}

// A default value may be a page long.
const cut = (code: string): string => (code.length <= 160 ? code : `${code.slice(0, 159)}…`)

const showOpen = ({ open }: DraftResult, page: Page): readonly string[] =>
  open.length === 0
    ? []
    : [
        '',
        page.style('yellow', `${count(open.length, 'question')} to be decided:`),
        ...open.flatMap(({ place, question, choices }) => [
          `  ${place || 'The whole config'}: ${question}`,
          ...choices.map((choice) => `    perhaps ${choice}`),
        ]),
      ]

function showVerification({ verification, from, to }: DraftResult, page: Page): readonly string[] {
  if (verification === null) return []
  const {
    default_config: result,
    differences,
    configs,
    failed,
    fitting,
    exact,
    problems,
    losses,
  } = verification
  const places = differences.map(({ kind, path }) => (path === '' ? kind : `${path} (${kind})`)).join(', ')
  const of = {
    same: `The default config of ${from} becomes that of ${to}.`,
    differs: page.style(
      'red',
      `What it makes of the default config of ${from} is not that of ${to}: ${places}.`,
    ),
    fails: page.style('red', `It fails on the default config of ${from}: ${places}`),
    unknown: 'Default configs could not be compared.',
  }[result]
  return [
    '',
    of,
    ...(configs === 0
      ? []
      : [
          `Of ${count(configs, 'config')}: ${formatCount(fitting)} fit the schema of ${to}, ${formatCount(failed)} fail, ${formatCount(exact)} come back exactly.`,
        ]),
    ...problems.map(
      (one) => `  ${count(one.configs, 'config')}: ${one.path === '' ? '' : `${one.path} `}${one.problem}`,
    ),
    ...losses.map(
      (one) => `  ${count(one.configs, 'config')}: ${one.path} is ${LOSSES[one.class] ?? one.class}`,
    ),
  ]
}

const LOSSES: Record<string, string> = {
  dropped: 'taken away by declaration',
  'dropped-silently': 'DROPPED SILENTLY',
}
