import { cleanText } from '../flow/secrets/text.ts'

/** Why a text should not stand in a migration. */
export type Sensitive = { readonly kind: 'secret' | 'personal'; readonly reason: string }

/**
 * Judges a text by its form and by the name of what it is given to: a secret, personal data, or neither
 * (undefined). The reason never holds the text itself.
 */
export function judgeText(text: string, name: string): Sensitive | undefined {
  // With its name the text reads as it would in a program, which the same rules know.
  const named = /^[\w.-]{1,100}$/.test(name) ? `${name} = ${JSON.stringify(text)}` : ''
  const [hit] = [text, named].flatMap((one) => cleanText(one, { isCode: false }).hits)
  if (hit) return { kind: 'secret', reason: hit.reason }
  return personal(text)
}

/** Judges prose, as in a comment: only what is a secret by its form. */
export function judgeProse(text: string): Sensitive | undefined {
  const [hit] = cleanText(text, { isCode: true }).hits
  return hit && { kind: 'secret', reason: hit.reason }
}

// Names that nobody owns, by RFC 2606 and RFC 6761.
const EXAMPLE_HOST = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/i
const ROLE =
  /^(?:info|support|help|contact|hello|sales|admin|noreply|no-reply|postmaster|webmaster|privacy)$/i

function personal(text: string): Sensitive | undefined {
  const reason = REASONS.find(([, has]) => has(text))?.[0]
  return reason === undefined ? undefined : { kind: 'personal', reason }
}

const REASONS: readonly (readonly [reason: string, has: (text: string) => boolean])[] = [
  ['an e-mail address', hasAddress],
  ['a number of a bank account (IBAN)', hasIban],
  ['a number of a payment card', hasCard],
  ['a telephone number', hasPhone],
]

function hasAddress(text: string): boolean {
  for (const [, user = '', host = ''] of text.matchAll(
    /(?<![\w.+-])([\w.+-]{1,64})@((?:[\w-]{1,63}\.){1,8}[a-z]{2,24})\b/gi,
  ))
    if (!EXAMPLE_HOST.test(host) && !ROLE.test(user)) return true
  return false
}

function hasIban(text: string): boolean {
  for (const [found] of text.matchAll(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g)) {
    const compact = found.replaceAll(' ', '')
    if (compact.length < 15 || compact.length > 34) continue
    const digits = [...compact.slice(4), ...compact.slice(0, 4)]
      .map((char) => Number.parseInt(char, 36))
      .join('')
    // ISO 13616: as one number, it leaves 1 when divided by 97.
    if (BigInt(digits) % 97n === 1n) return true
  }
  return false
}

function hasCard(text: string): boolean {
  for (const [found] of text.matchAll(
    /(?<![\w.+-])[3-6]\d{3}(?:([ -]?)\d{4}\1\d{4}\1\d{4}|([ -]?)\d{6}\2\d{5})(?![\w-])/g,
  )) {
    const digits = found.replaceAll(/[ -]/g, '')
    const sum = [...digits].toReversed().reduce((total, digit, at) => {
      const twice = Number(digit) * (at % 2 === 0 ? 1 : 2)
      return total + (twice > 9 ? twice - 9 : twice)
    }, 0)
    if (sum % 10 === 0 && new Set(digits).size > 2) return true
  }
  return false
}

/** International numbers only; others cannot be told from figures. Those of films and examples belong to nobody. */
function hasPhone(text: string): boolean {
  for (const [found] of text.matchAll(/(?<![\w+])\+[1-9](?:[ ./()-]{0,2}\d){7,14}(?!\d)/g)) {
    const digits = found.replaceAll(/\D/g, '')
    if (!/^1\d{3}55501\d\d$/.test(digits) && new Set(digits).size > 3 && !digits.includes('1234567'))
      return true
  }
  return false
}
