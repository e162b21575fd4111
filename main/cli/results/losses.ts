import { fail } from '../../../shared/errors/index.ts'
import { count, formatTime } from '../words.ts'

/** An acceptance of a silent loss as `--json` prints it; `configs` where a preview tells how many have the loss. */
export type AcceptedResult = {
  readonly path: string
  readonly shape: string
  readonly configs: number
  readonly reason: string
  readonly who: string
  readonly at: string
}

export const acceptedResult = ({
  path,
  shape,
  configs,
  reason,
  who,
  at,
}: AcceptedResult): AcceptedResult => ({
  path,
  shape,
  configs,
  reason,
  who,
  at,
})

type Named = Omit<AcceptedResult, 'configs'> & { readonly configs?: number }

export const namedResult = ({ path, shape, reason, who, at }: Named): Omit<AcceptedResult, 'configs'> => ({
  path,
  shape,
  reason,
  who,
  at,
})

/** One line for each acceptance: what is lost, by how many, and who says why. */
export const acceptanceLines = (accepted: readonly Named[]): readonly string[] =>
  accepted.map(({ path, shape, configs, reason, who, at }) => {
    const many = configs === undefined ? '' : ` (${count(configs, 'config')})`
    return `  ${path} in shape ${shape}${many}: “${reason}” (${who}, ${formatTime(at)})`
  })

/** The accepted losses of a release, under a heading. */
export const acceptedLines = (accepted: readonly AcceptedResult[]): readonly string[] =>
  accepted.length === 0 ? [] : ['Settings that users lose, accepted by name:', ...acceptanceLines(accepted)]

/** Acceptances that fit no more. */
export const forgottenLines = (forgotten: readonly Named[]): readonly string[] =>
  forgotten.length === 0
    ? []
    : ['Forgotten, for the migration or the default config has changed since:', ...acceptanceLines(forgotten)]

export const shapes = {
  value: 'SHAPES',
  about: 'ids of shapes, with commas between, as `crosswalk loss list` shows them',
  required: true,
  read: parseShapes,
} as const

function parseShapes(text: string): readonly string[] {
  const ids = [...new Set(text.split(',').map((id) => id.trim().toLowerCase()))]
  const wrong = ids.find((id) => !/^[0-9a-f]{12}$/.test(id))
  if (wrong === undefined) return ids
  return fail('general/usage', {
    problem: `${JSON.stringify(wrong)} is no id of a shape`,
    remedy: 'Write 12 hexadecimal digits, several with commas between, as in 56cc416313a9,0a1b2c3d4e5f.',
  })
}
