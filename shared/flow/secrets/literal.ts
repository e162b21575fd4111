import { isKnownForm } from './known-forms.ts'

/** What stands in the place of a secret that was part of a text. Has neither quotes nor backslashes: code keeps compiling. */
export const PLACEHOLDER = '***removed***'

/**
 * Whether a text only points to a secret that is kept elsewhere: a variable of a shell, a template or
 * the environment, a blank to fill in, or what we put there ourselves.
 */
export const isReference = (text: string): boolean => {
  const value = text.trim()
  return value === '' || value.includes(PLACEHOLDER) || REFERENCES.some((pattern) => pattern.test(value))
}

const REFERENCES: readonly RegExp[] = [
  /^\$\{?[\w.:-]+\}?$/,
  /^\$?\{\{?[^{}]*\}?\}$/,
  /^<[^<>]*>$/,
  /^\[[^[\]]*\]$/,
  /^%(?:\w+%|\(\w+\)s|s)$/,
  /^[*•.…_#xX-]+$/,
  /(?:\.{3}|…)$/,
  /^(?:your|insert|enter|paste|replace|change)[\s_-][\w\s-]{0,40}$/i,
  /^(?:os\.)?(?:environ|getenv|env)\b/,
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/,
  // A type, or where a value goes, as schemas and descriptions of APIs name them.
  /^(?:str|string|text|int|integer|float|number|bool|boolean|object|array|list|dict|any|date)$/i,
  /^(?:none|null|undefined|nil|true|false|required|optional|bearer|basic|header|query|cookie|body)$/i,
]

/** Whether a text in code or prose is a reference, or one of the words that documentation puts where a secret goes. */
export const isStandIn = (text: string): boolean => isReference(text) || EXAMPLE.test(text.trim())

const EXAMPLE =
  /^(?:example|placeholder|dummy|test|changeme|todo|tbd|redacted|hidden|secret|password|passwd|pass|pwd|token|key|api[_-]?key|user|username)$/i

/** Whether a text may be the name of a variable in Langflow, and does not look like what the variable should hold. */
export const isVariableName = (text: string): boolean =>
  /^[A-Za-z_][\w .-]{0,99}$/.test(text) && !isKnownForm(text) && !looksRandom(text, 12)

/**
 * Whether a text looks made by a generator and not by a person: one token of at least `least`
 * characters, most of it in pieces that are no word, no number and no short code. Names of models,
 * modules, regions, dates and versions are made of words and numbers, so they do not pass.
 */
export function looksRandom(text: string, least = 16): boolean {
  if (text.length < least || !/^[\w+/=.~:-]+$/.test(text) || text.includes('://')) return false
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return true
  const odd = text.split(/[^A-Za-z0-9]+/).filter((piece) => !isWordish(piece))
  return odd.reduce((sum, piece) => sum + piece.length, 0) >= Math.min(12, least)
}

const isWordish = (piece: string): boolean =>
  piece.length <= 3 ||
  /^\d+$/.test(piece) ||
  /^[a-z]+\d{0,4}$/.test(piece) ||
  /^[A-Z]+\d{0,4}$/.test(piece) ||
  isCamelCase(piece)

// Words average more than three letters; a random text changes case every second letter.
const isCamelCase = (piece: string): boolean =>
  /^[A-Za-z]+\d{0,4}$/.test(piece) && (piece.match(/[a-z][A-Z]/g)?.length ?? 0) < piece.length / 4

/** Whether a literal could be a password: one token of mixed characters, too odd for a word or an identifier. */
export const looksLikePassword = (text: string): boolean =>
  !isStandIn(text) &&
  (looksRandom(text) ||
    isKnownForm(text) ||
    (/^\S{8,}$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text) && /[^\w.:/-]/.test(text)))

/** The text of base64, or nothing where it is none. Of one byte a character: enough to find a colon. */
export function fromBase64(text: string): string | undefined {
  const digits = text.replace(/=+$/, '')
  if (!/^[A-Za-z0-9+/]+$/.test(digits) || digits.length % 4 === 1) return undefined
  let [out, bits, held] = ['', 0, 0]
  for (const digit of digits) {
    bits = ((bits << 6) | ALPHABET.indexOf(digit)) & 0xffff
    held += 6
    if (held >= 8) {
      held -= 8
      out += String.fromCharCode((bits >> held) & 0xff)
    }
  }
  return out
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
