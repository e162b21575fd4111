// The little Markdown that reports are made of.

export type Row = readonly (string | number)[]

export function table(titles: readonly string[], rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['None.']
  const line = (cells: Row) => `| ${cells.map((value) => cell(String(value))).join(' | ')} |`
  return [line(titles), `|${titles.map(() => '---').join('|')}|`, ...rows.map(line)]
}

/** Names and reasons are people's: none of them may break a table or a line, or pass for markup. */
export const cell = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\|<>[\]*`]/g, (sign) => `\\${sign}`)

/** A time of a database in UTC, to the second, whatever zone it was written in. */
export function time(text: string): string {
  const ms = Date.parse(text)
  return (Number.isNaN(ms) ? text : new Date(ms).toISOString()).slice(0, 19).replace('T', ' ')
}
