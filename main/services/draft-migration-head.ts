import type { OpenQuestion } from '../../shared/migration/draft/drafted.ts'
import type { ConfigSample } from './draft-migration-sample.ts'
import type { Verification } from './draft-migration-verify.ts'

export type HeadFacts = {
  readonly from: string
  readonly to: string
  /** Documents that the workspace does not have, by their paths. */
  readonly missing: readonly string[]
  readonly sample: ConfigSample | undefined
  readonly open: readonly OpenQuestion[]
  readonly steps: number
  readonly verification: Verification | undefined
  /** Why the module cannot be loaded, where it cannot. */
  readonly problem: string | undefined
  /** Findings of the static checks, in words. */
  readonly findings: readonly string[]
}

const MOST = 12

/** What a drafted module says of itself at its head, a paragraph each: what it comes from, what it was seen to do, what is open. */
export function draftHead(facts: HeadFacts): readonly string[] {
  const { from, to, missing, open, steps, problem, findings } = facts
  return [
    `Drafted by Crosswalk from what ${from} and ${to} say of themselves${fromSample(facts)}. A guess has its confidence above it. Read each step, then take these comments away.`,
    ...(missing.length === 0 ? [] : [`Not there, so nothing could be drawn from it: ${missing.join(', ')}.`]),
    ...(steps === 0
      ? [`No difference was found that a step could answer. A migration needs at least one.`]
      : []),
    ...(problem === undefined ? [] : [`It cannot be loaded: ${problem}`]),
    ...seen(facts),
    ...(findings.length === 0 ? [] : ['', 'The static checks say:', ...findings.slice(0, MOST)]),
    ...(open.length === 0
      ? []
      : [
          '',
          'To be decided:',
          ...open.flatMap(({ place, question, choices }) => [
            `- ${place || 'The whole config'}: ${question}`,
            ...choices.map((choice) => `  Perhaps ${choice}`),
          ]),
        ]),
  ]
}

function fromSample({ sample, from }: HeadFacts): string {
  if (sample === undefined) return '; there was no snapshot of its configs'
  if (sample.configs === 0) return `; snapshot ${sample.snapshot} has no config of ${from}`
  const masked = sample.masked ? ', some of their values masked' : ''
  return `, and from ${sample.taken.length} of the ${sample.configs} configs of ${from} in snapshot ${sample.snapshot}${masked}`
}

function seen({ verification, from, to }: HeadFacts): readonly string[] {
  if (verification === undefined) return []
  const { default_config: result, differences, configs, fitting, failed, problems, losses } = verification
  const places = differences
    .slice(0, MOST)
    .map(({ kind, path }) => (path === '' ? kind : `${path} (${kind})`))
  const of = {
    same: `The default config of ${from} becomes that of ${to}.`,
    differs: `What it makes of the default config of ${from} is not that of ${to}: ${places.join(', ')}.`,
    fails: `It fails on the default config of ${from}: ${places.join(', ')}`,
    unknown: 'Default configs could not be compared.',
  }[result]
  const silent = losses.filter((loss) => loss.class === 'dropped-silently').length
  return [
    configs === 0
      ? of
      : `${of} Of ${configs} configs ${fitting} fit the schema of ${to}, ${failed} fail${silent === 0 ? '' : '; SETTINGS ARE DROPPED SILENTLY'}.`,
    ...problems
      .slice(0, MOST)
      .map(
        ({ path, problem, configs: count }) =>
          `- ${count} of them: ${path === '' ? '' : `${path} `}${problem}`,
      ),
    ...losses
      .slice(0, MOST)
      .map(
        ({ path, class: kind, configs: count }) =>
          `- ${count} of them have set ${path}, which is ${kind === 'dropped' ? 'taken away by declaration' : 'dropped silently'}`,
      ),
  ]
}
