import { stripVTControlCharacters } from 'node:util'

// East Asian and pictorial characters take two columns. An approximation: terminals themselves differ.
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

const columnsOf = (grapheme: string): number => (WIDE.test(grapheme) ? 2 : 1)

/** How many columns of a terminal a text takes, colours not counted. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text)
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length
  let width = 0
  for (const { segment } of graphemes.segment(plain)) width += columnsOf(segment)
  return width
}

/** A text of at most so many columns, its end replaced by `…` where it was longer. Colours are lost then. */
export function fit(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let kept = ''
  let width = 0
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) {
    width += columnsOf(segment)
    if (width > columns - 1) break
    kept += segment
  }
  return `${kept}…`
}
