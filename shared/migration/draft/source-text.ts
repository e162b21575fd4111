import { isSameNumber } from '../../json/number.ts'
import { isList, isObject, isRawNumber, type Json } from '../../json/value.ts'

/** A piece of TypeScript that is laid out only when it is known how much room there is. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Piece[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Piece])[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Piece[] }
  /** Comment lines above a piece; they keep a list around it from standing on one line. */
  | { readonly kind: 'commented'; readonly lines: readonly string[]; readonly piece: Piece }

/** The columns that a line may have. */
export const WIDTH = 110

export const text = (written: string): Piece => ({ kind: 'text', text: written })

/** A JSON value as TypeScript. Numbers that no literal carries are rounded: see `isWritable`. */
export function literal(value: Json): Piece {
  if (typeof value === 'string') return text(quoted(value))
  if (isRawNumber(value)) return text(String(Number(value.rawJSON)))
  if (isList(value)) return { kind: 'list', items: value.map(literal) }
  if (isObject(value)) {
    return {
      kind: 'object',
      members: Object.keys(value).map((key) => [keyOf(key), literal(value[key] as Json)]),
    }
  }
  return text(String(value))
}

/** Whether a literal carries a value: a number of more digits than a double has none. */
export function isWritable(value: Json): boolean {
  if (isRawNumber(value)) {
    const double = Number(value.rawJSON)
    return Number.isFinite(double) && isSameNumber(double, value)
  }
  if (isList(value)) return value.every(isWritable)
  return isObject(value) ? Object.keys(value).every((key) => isWritable(value[key] as Json)) : true
}

/** A text in the quotes that need fewer escapes, single ones where it makes no difference. */
export function quoted(value: string): string {
  const [single, double] = ["'", '"'].map((mark) => value.split(mark).length - 1) as [number, number]
  const body = JSON.stringify(value)
    .slice(1, -1)
    .replace(/[\u2028\u2029]/g, escapeUnit)
  return single > double ? `"${body}"` : `'${body.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16)}`

// Written as it stands, __proto__ would set what an object inherits from.
const keyOf = (key: string): string =>
  key === '__proto__' ? "['__proto__']" : /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)

/** Lays a piece out, its lines after the first indented by `indent`. `used` columns stand around it on its first line. */
export function layOut(piece: Piece, indent = 0, used = indent): string {
  const flat = onOneLine(piece)
  return flat !== undefined && used + flat.length <= WIDTH ? flat : broken(piece, indent, used)
}

/** A piece on one line, however long; without its comments. */
export function inOneLine(piece: Piece): string {
  switch (piece.kind) {
    case 'text':
      return piece.text
    case 'commented':
      return inOneLine(piece.piece)
    case 'list':
      return `[${piece.items.map(inOneLine).join(', ')}]`
    case 'object':
      return piece.members.length === 0
        ? '{}'
        : `{ ${piece.members.map(([key, value]) => `${key}: ${inOneLine(value)}`).join(', ')} }`
    case 'call':
      return `${piece.name}(${piece.args.map(inOneLine).join(', ')})`
  }
}

/** Undefined where a piece has to take several lines. */
const onOneLine = (piece: Piece): string | undefined => (isLong(piece) ? undefined : inOneLine(piece))

function isLong(piece: Piece): boolean {
  switch (piece.kind) {
    case 'text':
      return false
    case 'commented':
      return true
    case 'list':
      return isTable(piece.items) || piece.items.some(isLong)
    case 'object':
      return piece.members.some(([, value]) => isLong(value))
    case 'call':
      return piece.args.some(isLong)
  }
}

function allOnOneLine(pieces: readonly Piece[]): readonly string[] | undefined {
  const lines = pieces.map(onOneLine)
  return lines.every((line) => line !== undefined) ? lines : undefined
}

/** Several lists or objects of several things each: one a line, as formatters have it. */
function isTable(items: readonly Piece[]): boolean {
  const [first] = items
  if (items.length < 2 || first === undefined) return false
  return items.every(
    (item) =>
      item.kind === first.kind &&
      ((item.kind === 'list' && item.items.length > 1) ||
        (item.kind === 'object' && item.members.length > 1)),
  )
}

function broken(piece: Piece, indent: number, used: number): string {
  const inner = indent + 2
  const pad = ' '.repeat(inner)
  const end = ' '.repeat(indent)
  switch (piece.kind) {
    case 'text':
      return piece.text
    case 'commented':
      return [...piece.lines.map((line) => `// ${line}`), layOut(piece.piece, indent, indent + 1)].join(
        `\n${end}`,
      )
    case 'list': {
      if (piece.items.length === 0) return '[]'
      const items = piece.items.map((item) => `${pad}${layOut(item, inner, inner + 1)},\n`)
      return `[\n${items.join('')}${end}]`
    }
    case 'object': {
      const members = piece.members.map(([key, value]) => {
        const laid = layOut(value, inner, inner + key.length + 3)
        // A text that is too long for the line of its name has one of its own.
        const isWide = value.kind === 'text' && inner + key.length + 3 + laid.length > WIDTH
        return `${pad}${key}:${isWide ? `\n${pad}  ` : ' '}${laid},\n`
      })
      return `{\n${members.join('')}${end}}`
    }
    case 'call':
      return brokenCall(piece, indent, used)
  }
}

/** The last argument takes the lines where the others fit on the first; else each argument has its own. */
function brokenCall({ name, args }: Extract<Piece, { kind: 'call' }>, indent: number, used: number): string {
  const [last, before] = [args.at(-1), args.at(-2)]
  const others = allOnOneLine(args.slice(0, -1))
  if (last !== undefined && others !== undefined && isBreakable(last) && before?.kind !== last.kind) {
    const start = `${name}(${others.map((one) => `${one}, `).join('')}`
    if (used + start.length + 1 <= WIDTH) return `${start}${broken(last, indent, indent)})`
  }
  const inner = indent + 2
  const lines = args.map((arg) => `${' '.repeat(inner)}${layOut(arg, inner, inner + 1)},\n`)
  return `${name}(\n${lines.join('')}${' '.repeat(indent)})`
}

const isBreakable = (piece: Piece): boolean =>
  (piece.kind === 'list' && piece.items.length > 0) || (piece.kind === 'object' && piece.members.length > 0)
