/** A TypeScript literal of a text. */
export const literal = (text: string): string => JSON.stringify(text)

/** The key of a member as TypeScript writes it: bare where it is a plain name. */
export const keyOf = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key))

/** What follows a `=`: a union, one alternative a line, or `never` without any. */
export const unionOf = (members: readonly string[]): string =>
  members.length === 0 ? ' never' : members.map((member) => `\n  | ${literal(member)}`).join('')

/** A documentation comment in front of a member, or nothing. No text can end the comment. */
export function docOf(texts: readonly unknown[], indent: string): string {
  const sentences = texts
    .filter((text) => typeof text === 'string')
    .map((text) => text.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ').trim())
    .filter((text) => text !== '')
    .map((text) => (/[.!?:;]$/.test(text) ? text : `${text}.`))
  return sentences.length === 0 ? '' : `${indent}/** ${sentences.join(' ')} */\n`
}
