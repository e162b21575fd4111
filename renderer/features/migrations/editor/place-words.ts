import type { EdgePlaces, PlaceFacts, SchemaFacts } from '../../../../shared/api/authoring.ts'

/** What is known of a place, in Markdown, for whoever rests the mouse on its path. */
export function placeWords(
  place: PlaceFacts,
  { from, to, snapshot, configs }: Pick<EdgePlaces, 'snapshot' | 'configs'> & { from: string; to: string },
): string {
  const { path, before, after, values } = place
  const parts = [`**\`${path}\`**`]
  if (before && after && sameWords(before, after)) parts.push(schemaWords(`${from} and ${to}`, before))
  else {
    parts.push(before ? schemaWords(from, before) : `Not in the schema of ${from}.`)
    parts.push(after ? schemaWords(to, after) : `Not in the schema of ${to}.`)
  }
  if (snapshot === null) parts.push('_There is no snapshot to show what users have here._')
  else parts.push(valueWords(values, { configs, masked: snapshot.masked, from }))
  return parts.join('\n\n')
}

const sameWords = (a: SchemaFacts, b: SchemaFacts): boolean => JSON.stringify(a) === JSON.stringify(b)

function schemaWords(version: string, { type, title, description, fallback }: SchemaFacts): string {
  const words = [title, description]
    .filter((one) => one !== undefined && one !== '')
    .map((one) => plain(`${one}`))
  const standing = fallback === undefined ? '' : `, by default \`${code(fallback)}\``
  return `${version}: *${plain(type)}*${standing}${words.length > 0 ? `  \n${words.join('. ')}` : ''}`
}

function valueWords(
  values: PlaceFacts['values'],
  { configs, masked, from }: { configs: number; masked: boolean; from: string },
): string {
  if (values === undefined) return `None of ${configs} configs of ${from} has it.`
  const { counts, more, missing, min, max } = values
  const lines = counts.map(([text, times]) => `- \`${code(text)}\`: ${times}`)
  return [
    `In ${configs - missing} of ${configs} configs of ${from}${range(min, max)}${masked ? ', some values being stand-ins' : ''}:`,
    '',
    ...lines,
    ...(more ? ['- … and others'] : []),
  ].join('\n')
}

const range = (min: string | undefined, max: string | undefined): string =>
  min === undefined || max === undefined || min === max ? '' : `, ${min} to ${max}`

// Texts of schemas and of customers are shown as they are: nothing of them is markup.
const code = (text: string): string => text.replaceAll('`', 'ˋ').replaceAll(/\s+/g, ' ')
const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>]/g, '\\$&')

/** The place that a path names: itself, or the one with `*` for its items and free members. */
export function findPlace(places: readonly PlaceFacts[], path: string): PlaceFacts | undefined {
  return (
    places.find((one) => one.path === path) ??
    places.find((one) => one.path.includes('*') && matches(one.path.split('/'), path.split('/')))
  )
}

const matches = (pattern: readonly string[], tokens: readonly string[]): boolean =>
  pattern.length === tokens.length && pattern.every((token, at) => token === '*' || token === tokens[at])
