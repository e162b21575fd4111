/*
 * As much of Markdown as our reports are written in: headings, paragraphs, lists, check boxes, tables; strong text and
 * code within a line. Whatever else there is, HTML above all, is text and stays text: it comes out as a value, and
 * whoever shows it makes elements of it, never markup.
 */

export type Inline = { readonly kind: 'text' | 'strong' | 'code'; readonly text: string }

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly inline: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inline: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  | {
      readonly kind: 'table'
      readonly head: readonly (readonly Inline[])[]
      readonly rows: readonly (readonly (readonly Inline[])[])[]
    }

export type ListItem = { readonly box: 'open' | 'done' | undefined; readonly inline: readonly Inline[] }

/** Reads a page. What it does not know is a paragraph of just that text. */
export function readMarkdown(page: string): readonly Block[] {
  const blocks: Block[] = []
  for (const group of groupsOf(page.split('\n'))) {
    const block = blockOf(group)
    if (block) blocks.push(block)
  }
  return blocks
}

type Group = { readonly kind: 'heading' | 'list' | 'table' | 'text'; readonly lines: string[] }

function groupsOf(lines: readonly string[]): readonly Group[] {
  const groups: Group[] = []
  let open: Group | undefined
  for (const line of lines) {
    if (line.trim() === '') {
      open = undefined
      continue
    }
    const kind = kindOf(line)
    if (open?.kind === kind && kind !== 'heading') open.lines.push(line)
    else {
      open = { kind, lines: [line] }
      groups.push(open)
    }
  }
  return groups
}

function kindOf(line: string): Group['kind'] {
  if (/^#{1,3} /.test(line)) return 'heading'
  if (/^[-*] /.test(line)) return 'list'
  return line.startsWith('|') ? 'table' : 'text'
}

function blockOf({ kind, lines }: Group): Block | undefined {
  const [first = ''] = lines
  switch (kind) {
    case 'heading': {
      const level = (first.match(/^#+/)?.[0].length ?? 1) as 1 | 2 | 3
      return { kind: 'heading', level, inline: readInline(first.slice(level + 1)) }
    }
    case 'list':
      return { kind: 'list', items: lines.map((line) => itemOf(line.slice(2))) }
    case 'table': {
      const [head = [], ...rows] = lines.filter((line) => !/^\|[\s|:-]+\|$/.test(line)).map(cellsOf)
      return { kind: 'table', head, rows }
    }
    default:
      return { kind: 'paragraph', inline: readInline(lines.join(' ')) }
  }
}

function itemOf(text: string): ListItem {
  const box = /^\[( |x)\] /.exec(text)
  if (box === null) return { box: undefined, inline: readInline(text) }
  return { box: box[1] === 'x' ? 'done' : 'open', inline: readInline(text.slice(4)) }
}

// A cell has its own pipes behind a backslash.
const cellsOf = (line: string): readonly (readonly Inline[])[] =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => readInline(cell.trim()))

// A sign behind a backslash is itself.
const INLINE = /(?<!\\)\*\*(.+?)(?<!\\)\*\*|(?<!\\)`([^`]+)(?<!\\)`/g

function readInline(text: string): readonly Inline[] {
  const found: Inline[] = []
  let at = 0
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) found.push({ kind: 'text', text: plain(text.slice(at, match.index)) })
    const [whole, strong, code] = match
    found.push(
      strong === undefined ? { kind: 'code', text: code ?? '' } : { kind: 'strong', text: plain(strong) },
    )
    at = match.index + whole.length
  }
  if (at < text.length) found.push({ kind: 'text', text: plain(text.slice(at)) })
  return found
}

// What our pages put a backslash before, so that it is no markup.
const plain = (text: string): string => text.replace(/\\([\\`*_{}[\]()#+\-.!|<>&])/g, '$1')
