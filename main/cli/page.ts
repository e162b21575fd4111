import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** Where lines for a person go. */
export type Page = {
  /** Columns of the terminal; unbounded where the output goes to a file or another program. */
  readonly width: number
  /** Colours a text where colours are wanted: on a terminal, and as NO_COLOR and FORCE_COLOR say. */
  style(format: Format, text: string): string
}

export const pageOf = (stream: NodeJS.WriteStream): Page => ({
  width: (stream.isTTY && stream.columns) || Number.POSITIVE_INFINITY,
  style: (format, text) => styleText(format, text, { stream }),
})

// What a terminal would obey instead of showing: control characters, and those that turn the reading direction.
const ACTIVE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu
const COLOUR = new RegExp(`(${String.fromCharCode(0x1b)}\\[[\\d;]*m)`)

/**
 * Makes a line safe for a terminal: data may hold anything, escape sequences included. Our own colours
 * stay. Characters become `\u001b` and the like, so that JSON is still the same JSON.
 */
export const safeLine = (line: string): string =>
  line
    .split(COLOUR)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(ACTIVE, escaped)))
    .join('')

const escaped = (char: string): string =>
  char === '\n' || char === '\t' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
