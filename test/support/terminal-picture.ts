// Makes docs/demo.svg, the picture of the README, from a real run:
//
//   node test/support/terminal-picture.ts

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crosswalk, projectRoot } from './command-line.ts'

const COLUMN = 7.8
const LINE = 18
const MARGIN = 20
const BAR = 36
const COLUMNS = 100

/** By the number of `ESC [ n m`; a colour wins over the brightness of bold. */
const FILLS: Record<number, string> = { 31: '#ff7b72', 32: '#56d364', 2: '#8b949e', 1: '#ffffff' }
const BOLD = 1
const ENDS: Record<number, readonly number[]> = { 0: [1, 2, 31, 32], 22: [1, 2], 39: [31, 32] }

type Piece = { readonly text: string; readonly column: number; readonly styles: readonly number[] }

/** What a terminal of 100 columns shows of a text with colours, as an SVG with real text and no fonts of its own. */
export function terminalPicture(text: string, title: string): string {
  const lines = text.trimEnd().split('\n').map(piecesOf)
  const width = Math.ceil(COLUMNS * COLUMN + 2 * MARGIN)
  const height = BAR + lines.length * LINE + MARGIN
  const dots = ['#ff5f56', '#ffbd2e', '#27c93f'].map(
    (colour, at) => `<circle cx="${MARGIN + at * 20}" cy="${BAR / 2}" r="6" fill="${colour}"/>`,
  )
  const rows = lines.flatMap((pieces, row) =>
    pieces.map((piece) => textOf(piece, BAR + (row + 1) * LINE - 4)),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>`,
    ...dots,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="#c9d1d9" xml:space="preserve">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

/** One line, cut where its colours change. Blanks around a piece are left out: every piece has its column. */
function piecesOf(line: string): readonly Piece[] {
  const pieces: Piece[] = []
  let styles: readonly number[] = []
  let column = 0
  const colours = new RegExp(`${String.fromCharCode(0x1b)}\\[(\\d+)m`)
  for (const [at, part] of line.split(colours).entries()) {
    if (at % 2 === 1) {
      const code = Number(part)
      styles = code in FILLS ? [...styles, code] : styles.filter((each) => !ENDS[code]?.includes(each))
      continue
    }
    for (const { 0: text, index } of part.matchAll(/\S+(?: \S+)*/g))
      pieces.push({ text, column: column + index, styles })
    column += part.length
  }
  return pieces
}

// The length is given, so that figures stand one below the other in whatever font the reader has.
const textOf = ({ text, column, styles }: Piece, y: number): string => {
  const place = `x="${round(MARGIN + column * COLUMN)}" y="${y}" textLength="${round(text.length * COLUMN)}"`
  const fill = [31, 32, 2, BOLD].find((style) => styles.includes(style))
  const look = `${styles.includes(BOLD) ? ' font-weight="bold"' : ''}${fill === undefined ? '' : ` fill="${FILLS[fill]}"`}`
  return `<text ${place} lengthAdjust="spacingAndGlyphs"${look}>${escaped(text)}</text>`
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)

if (import.meta.main) {
  const { status, stdout, stderr } = await crosswalk(['demo'], { env: { FORCE_COLOR: '1' } })
  if (status !== 0) throw new Error(`the demonstration ended with ${status}: ${stderr}`)
  const file = join(projectRoot, 'docs/demo.svg')
  const title =
    'The demonstration in a terminal: from a flow export to a rolled-back release, with no setting lost'
  await writeFile(file, terminalPicture(`$ npm start\n${stdout}`, title))
  console.log(`Wrote ${file}.`)
}
