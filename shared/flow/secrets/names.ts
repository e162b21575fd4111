/**
 * What a name says of its value. `secret`: the value is a secret whatever it looks like, as with
 * `openai_api_key`. `maybe`: it is one when it looks like one, as with `key` or `token`.
 */
export type NameVerdict = 'secret' | 'maybe' | 'plain'

/** Judges the name of a field, a header, a column or a variable, in any spelling: `apiKey`, `API Key`, `x-api-key`. */
export function judgeName(name: string): NameVerdict {
  const words = wordsOf(name)
  const last = words.at(-1)
  if (last === undefined || HARMLESS_LAST.has(last)) return 'plain'
  const text = ` ${words.join(' ')}`
  if (SECRET_ENDING.test(text)) return 'secret'
  return MAYBE.test(text) ? 'maybe' : 'plain'
}

// A name comes from outside too; its end says what it names.
const LONGEST = 200

const wordsOf = (name: string): string[] =>
  name
    .slice(-LONGEST)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\(.*?\)/g, ' ')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !/^\d+$/.test(word) && !FILLER.has(word))

const FILLER: ReadonlySet<string> = new Set([
  'value',
  'values',
  'default',
  'optional',
  'required',
  'raw',
  'plain',
])

// "token_url", "secret_name", "max_tokens": about a secret, or about something else of that name.
const HARMLESS_LAST: ReadonlySet<string> = new Set([
  ...[
    'name',
    'names',
    'field',
    'fields',
    'column',
    'columns',
    'type',
    'types',
    'url',
    'uri',
    'id',
    'ids',
    'count',
  ],
  ...[
    'limit',
    'limits',
    'length',
    'size',
    'env',
    'var',
    'variable',
    'path',
    'file',
    'header',
    'headers',
    'prefix',
  ],
  ...[
    'suffix',
    'label',
    'hint',
    'placeholder',
    'enabled',
    'expiry',
    'expires',
    'ttl',
    'algorithm',
    'format',
    'index',
  ],
  ...[
    'version',
    'mode',
    'param',
    'params',
    'parameter',
    'policy',
    'rules',
    'info',
    'description',
    'instructions',
  ],
  ...[
    'usage',
    'tokens',
    'keyword',
    'keywords',
    'endpoint',
    'provider',
    'method',
    'schema',
    'options',
    'template',
  ],
])

const SECRET_ENDING =
  / (?:passwords?|passwd|passphrase|pwd|secrets?|credentials?|authorization|dsn|cookies?|apikeys?|apitokens?|bearer|(?:api|access|secret|private|signing|encryption|service|account|client|license|subscription|auth|shared|master) ?(?:keys?|tokens?|secrets?)|(?:access|auth|bearer|refresh|session|id|application|app|bot|personal|user|oauth|jwt|security|deploy|admin|webhook) tokens?|connection string)$/

const MAYBE =
  / (?:keys?|apikey|tokens?|secrets?|passwords?|credentials?|auth|authorization|signature|sas|jwt|pat|cookie|bearer)(?= |$)/
