import { KNOWN_FORMS } from './known-forms.ts'
import { fromBase64, isReference, isStandIn, looksLikePassword, looksRandom } from './literal.ts'
import { judgeName } from './names.ts'

/** How a secret was found. In code the kind is `code`, whatever gave it away. */
export type SecretKind =
  | 'password-field'
  | 'named-value'
  | 'header'
  | 'table'
  | 'url-userinfo'
  | 'url-query'
  | 'plain-text'
  | 'code'

/** `whole` is the match, `text` all of what is searched. */
type Match = { readonly name: string; readonly whole: string; readonly text: string }

/** A way in which a text may hold a secret. The pattern's group `secret` is what goes, `name` what it is called. */
export type Scanner = {
  readonly kind: SecretKind
  readonly pattern: RegExp
  readonly reason: (name: string) => string
  readonly accept: (secret: string, match: Match) => boolean
}

// Every repetition before an anchor is bounded or starts at the edge of a word, so that no text,
// however long, costs more than a few passes: values may hold megabytes of base64.

const named = (secret: string, { name }: Match): boolean => {
  if (isStandIn(secret)) return false
  const verdict = judgeName(name)
  if (verdict === 'secret')
    return looksLikePassword(secret) || (/(?:password|passwd|pwd)$/i.test(name) && isMixed(secret))
  return verdict === 'maybe' && looksRandom(secret)
}

const isMixed = (secret: string): boolean => /^(?=.*\d)(?=.*[a-z])[^\s_]{6,}$/i.test(secret)

const assigned = {
  kind: 'plain-text' as const,
  reason: (name: string) => `a literal assigned to ${name}`,
  accept: named,
}

// `{user}:{password}` and `%s:%s` are filled in when the code runs. Documentation also shows examples;
// an address that stands by itself is no documentation.
const inUrl = (secret: string, { text }: Match): boolean =>
  !/^[%{$]/.test(secret) && !(/\s/.test(text) ? isStandIn : isReference)(secret)

const knownForms = KNOWN_FORMS.map(
  ({ name, pattern, test }): Scanner => ({
    kind: 'plain-text',
    pattern: new RegExp(`(?<secret>${pattern.source})`, 'dg'),
    reason: () => `it has the form of a ${name}`,
    // "sk-xxxxxxxxxxxx" shows a form and is no key.
    accept: (secret) => !/x{6,}|X{6,}|\*{3}/.test(secret) && (test?.(secret) ?? true),
  }),
)

export const SCANNERS: readonly Scanner[] = [
  ...knownForms,
  {
    // Databases' tools take an @ or / in a password as it is; what follows the last @ is the host.
    kind: 'url-userinfo',
    pattern:
      /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|amqps?|mssql|oracle|clickhouse|snowflake)(?:\+\w{1,20}){0,3}:\/\/[^\s:/@"'`<>]{0,200}:(?<secret>[^\s"'`<>]{1,300})@(?=[\w[.-])/dg,
    reason: () => 'the password of a connection URL',
    accept: inUrl,
  },
  {
    kind: 'url-userinfo',
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@?#"'`<>]{0,200}:(?<secret>[^\s/@?#"'`<>]{1,1000})@/dgi,
    reason: () => 'the password of a URL',
    accept: inUrl,
  },
  {
    // A token may stand alone in front of the host; beside a password, a plain user name is worth keeping.
    kind: 'url-userinfo',
    pattern: /\bhttps?:\/\/(?<secret>[^\s:/@?#"'`<>]{1,1000})(?::[^\s/@?#"'`<>]{0,1000})?@/dgi,
    reason: () => 'the user part of a web address',
    accept: (secret, match) =>
      inUrl(secret, match) && (!match.whole.slice(8).includes(':') || looksRandom(secret)),
  },
  {
    kind: 'url-query',
    pattern:
      /[?&;](?<name>[\w.-]{0,60}(?:key|token|secret|password|passwd|pwd|signature|sig|auth|credential)s?)=(?<secret>[^\s&;#"'`<>{}()]{6,2000})/dgi,
    reason: (name) => `the parameter ${name} of a URL`,
    accept: (secret, { name }) =>
      !isStandIn(secret) &&
      (judgeName(name) === 'secret' || looksRandom(secret) || /^[\w%+/=.~-]{24,}$/.test(secret)),
  },
  {
    kind: 'header',
    pattern: /\b(?:Bearer|Token|ApiKey|Api-Key)\s+(?<secret>[\w.~+/=-]{12,})/dg,
    reason: () => 'a bearer token',
    accept: (secret) => looksRandom(secret),
  },
  {
    kind: 'header',
    pattern: /\bBasic\s+(?<secret>[A-Za-z0-9+/]{6,}={0,2})(?![\w+/=])/dg,
    reason: () => 'the user and password of a Basic authorization',
    accept: (secret) => /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(fromBase64(secret) ?? ''),
  },
  {
    // password = "…", api_key: str = '…', {"token": "…"}, headers["X-Api-Key"] = "…"
    pattern:
      /(?<![\w.-])(?<name>[A-Za-z_][\w.-]{0,100})["']?\]?\s*(?::\s*[A-Za-z_][\w.[\] |]{0,60})?(?:=>|[=!]?=|:=|:)\s*[rbuf]{0,2}(?<quote>"""|'''|["'`])(?<secret>(?:\\.|(?!\k<quote>)[^\\\n]){1,4000})\k<quote>/dgi,
    ...assigned,
  },
  {
    // The same as JSON within a literal: \"token\": \"…\"
    pattern:
      /(?<![\w.-])(?<name>[A-Za-z_][\w.-]{0,100})\\["']\s*[=:]\s*\\(?<quote>["'])(?<secret>[^\\"'\n]{1,4000})\\\k<quote>/dg,
    ...assigned,
  },
  {
    // os.getenv("API_KEY", "…"), request.add_header('X-Api-Key', '…')
    pattern: /["'](?<name>[\w-]{1,100})["']\s*,\s*["'](?<secret>[^"'\\\n]{1,4000})["']/dg,
    ...assigned,
  },
  {
    // The default of a component's own field for secrets.
    kind: 'plain-text',
    pattern:
      /SecretStrInput\((?:[^()]|\([^()]{0,300}\)){0,1500}?\bvalue\s*=\s*(?<quote>["'])(?<secret>(?:(?!\k<quote>)[^\\\n])+)\k<quote>/dg,
    reason: () => 'the default of a field for secrets',
    accept: (secret) => !isReference(secret),
  },
  {
    // API_KEY=…, X-Api-Key: … as in shells and headers, without quotes: only what looks random.
    kind: 'plain-text',
    pattern:
      /(?<![\w.-])(?<name>[A-Za-z_][\w-]{0,100})\s*[=:]\s*(?<secret>[^\s"'`,;&<>(){}[\]\\]{8,1000})(?=[\s"'`,;&<>)}\]\\]|$)/dg,
    reason: (name) => `a value given to ${name}`,
    accept: (secret, { name }) => judgeName(name) !== 'plain' && looksRandom(secret),
  },
  {
    kind: 'plain-text',
    pattern: /(?<![\w-])--?(?<name>[a-z][\w-]{0,60})[ =]["']?(?<secret>[^\s"'`-][^\s"'`]{5,1000})/dgi,
    reason: (name) => `the value of the option ${name}`,
    accept: named,
  },
  {
    kind: 'plain-text',
    pattern: /\bcurl\b[^\n]{0,2000}?\s(?:-u|--user)[ =]["']?[^\s:"']{1,200}:(?<secret>[^\s"']{1,1000})/dg,
    reason: () => 'the password of a curl command',
    accept: (secret) => !isStandIn(secret),
  },
]
