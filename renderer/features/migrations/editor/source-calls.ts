/** A call in the text of a module: `name(a, b)`. Offsets; `end` is behind the closing bracket. */
export type SourceCall = {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly args: readonly { readonly start: number; readonly end: number }[]
}

/** Where a line and a column, both from 1, are in a text. */
export function offsetAt(text: string, { line, column }: { line: number; column: number }): number {
  let start = 0
  for (let at = 1; at < line; at++) {
    const end = text.indexOf('\n', start)
    if (end === -1) return text.length
    start = end + 1
  }
  return Math.min(text.length, start + column - 1)
}

/** The call that begins at an offset, where one does and is closed. */
export function callAt(text: string, offset: number): SourceCall | undefined {
  const name = /^[A-Za-z_$][\w$]*(?=\s*\()/.exec(text.slice(offset))?.[0]
  if (name === undefined) return undefined
  const open = text.indexOf('(', offset + name.length)
  const args: { start: number; end: number }[] = []
  let start = open + 1
  let depth = 0
  for (let at = open; at < text.length; at++) {
    const skipped = skip(text, at)
    if (skipped > at) {
      at = skipped - 1
      continue
    }
    const letter = text[at] as string
    if ('([{'.includes(letter)) depth++
    else if (')]}'.includes(letter)) depth--
    if ((letter === ',' && depth === 1) || depth === 0) {
      const arg = trimmed(text, { start, end: at })
      if (arg.end > arg.start) args.push(arg)
      start = at + 1
    }
    if (depth === 0) return { name, start: offset, end: at + 1, args }
  }
  return undefined
}

/** The text that stands in quotes around or right behind an offset, with the offsets of its quotes. */
export function quotedAt(
  text: string,
  offset: number,
): { readonly text: string; readonly start: number; readonly end: number } | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const lineEnd = text.indexOf('\n', offset)
  const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd)
  for (const found of line.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)) {
    const start = lineStart + found.index
    const end = start + found[0].length
    if (offset >= start && offset <= end) return { text: found[1] ?? found[2] ?? '', start, end }
  }
  return undefined
}

function trimmed(text: string, { start, end }: { start: number; end: number }) {
  const part = text.slice(start, end)
  return {
    start: start + part.length - part.trimStart().length,
    end: end - part.length + part.trimEnd().length,
  }
}

/** Behind the comment or the quoted text that begins here; the same offset where none does. */
function skip(text: string, at: number): number {
  if (text.startsWith('//', at)) return indexAfter(text, '\n', at)
  if (text.startsWith('/*', at)) return indexAfter(text, '*/', at + 2)
  const quote = text[at] as string
  if (!'\'"`'.includes(quote)) return at
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++
    else if (text[end] === quote) return end + 1
  }
  return text.length
}

function indexAfter(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at === -1 ? text.length : at + what.length
}
