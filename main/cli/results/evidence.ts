import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { Page } from '../page.ts'
import { count, formatCount } from '../words.ts'

// What the pages about previews, shapes and single configs have in common.

/** How much of a long list is shown: this many, and where there are more, what shows all of them. */
export type Length = { readonly most: number; readonly rest: string }

export const WHOLE: Length = { most: Number.POSITIVE_INFINITY, rest: '' }
/** So many of a list fit a screen. */
export const MOST = 20

/** What must not be left out of a list without a word. */
export type Grave<T> = { readonly is: (one: T) => boolean; readonly name: string }

export const BLOCKING: Grave<{ readonly severity: string }> = {
  is: ({ severity }) => severity === 'blocking',
  name: 'blocking',
}
export const SILENT: Grave<{ readonly class: string }> = {
  is: (one) => one.class === 'dropped-silently',
  name: 'DROPPED SILENTLY',
}

const GRAVITY = ['dropped-silently', 'unproven', 'dropped']

/** What nobody declared comes before what somebody did, and losses before what comes through. */
export const byGravity = (a: { readonly class: string }, b: { readonly class: string }): number =>
  gravityOf(a.class) - gravityOf(b.class)

const gravityOf = (kind: string): number => (GRAVITY.includes(kind) ? GRAVITY.indexOf(kind) : GRAVITY.length)

/** The first of a list, and a line that says how many are left out. */
export function atMost<T>(
  all: readonly T[],
  { most, rest }: Length,
  grave?: Grave<T>,
): { readonly some: readonly T[]; readonly note: readonly string[] } {
  if (all.length <= most) return { some: all, note: [] }
  const left = all.slice(most)
  const bad = grave === undefined ? 0 : left.filter(grave.is).length
  const named = bad === 0 ? '' : `, ${formatCount(bad)} of them ${grave?.name}`
  return { some: all.slice(0, most), note: [`and ${formatCount(left.length)} more${named}: see \`${rest}\``] }
}

const FATES: Readonly<Record<string, string>> = {
  dropped: 'dropped by declaration',
  dropped_silently: 'DROPPED SILENTLY',
  unproven: 'NOT PROVEN to come through',
}

/** What became of a customisation. */
export const fateWords = (kind: string): string => FATES[kind.replaceAll('-', '_')] ?? kind

/** Findings of a preview: what was seen, and what to do, once for those that follow one another. */
export function findingLines(
  findings: readonly {
    readonly code: string
    readonly severity: string
    readonly message: string
    readonly remedy: string
    readonly configs: number
  }[],
  page: Page,
): readonly string[] {
  const colours: Record<string, 'red' | 'yellow'> = { blocking: 'red', warning: 'yellow' }
  return findings.flatMap(({ code, severity, message, remedy, configs }, at) => [
    `${page.style(colours[severity] ?? 'dim', `${code} ${severity}`)} (${count(configs, 'config')}): ${message}`,
    ...(findings[at + 1]?.remedy === remedy ? [] : [`    ${remedy}`]),
  ])
}

export const maskLines = ({ masked }: { readonly masked: readonly string[] }): readonly string[] =>
  masked.length === 0
    ? []
    : [`The snapshot is masked at ${masked.join(', ')}: the values there are stand-ins, not those of users.`]

const MOST_CHARACTERS = 100

/** Half of a character at the end would not be one. */
const beginning = (text: string): string => text.slice(0, MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, '')

/** Writes values as JSON on one line each. Those that are long are cut, and `note` says so then. */
export class Values {
  readonly #full: boolean
  #cut = false

  constructor({ full }: { readonly full: boolean }) {
    this.#full = full
  }

  text(value: Json | undefined): string {
    if (value === undefined) return ''
    const whole = writeJson(value)
    if (this.#full || whole.length <= MOST_CHARACTERS) return whole
    this.#cut = true
    return `${beginning(whole)}… (${formatCount(whole.length)} characters)`
  }

  /** A whole document, indented, its later lines left out where it is long. */
  document(value: Json): readonly string[] {
    const lines = writeJson(value, { indent: 2 }).split('\n')
    if (this.#full) return lines
    const some = lines.slice(0, MOST).map((line) => {
      if (line.length <= MOST_CHARACTERS) return line
      this.#cut = true
      return `${beginning(line)}…`
    })
    if (lines.length === some.length) return some
    this.#cut = true
    return [...some, `… ${count(lines.length - some.length, 'more line')}`]
  }

  get note(): readonly string[] {
    return this.#cut ? ['', 'What is long was cut here: --full prints all of it, --json too.'] : []
  }
}
