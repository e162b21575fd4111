import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isKnownForm, KNOWN_FORMS } from './known-forms.ts'
import { isVariableName, looksRandom, PLACEHOLDER } from './literal.ts'
import { judgeName } from './names.ts'
import { cleanText } from './text.ts'

// Nothing here is a key, but much has a key's form: it is put together when the tests run, so that
// no scanner of repositories takes fright.
const letters = (count: number, from = 'aB3dE7gH9kLm2NpQ5rSt8VwX'): string =>
  Array.from({ length: count }, (_, index) => from[(index * 7 + 3) % from.length]).join('')
const hex = (count: number): string => letters(count, '0a7b3c9d1e5f2468')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const KEYS: Record<string, string> = {
  'Anthropic key': `sk-${'ant'}-api03-${letters(40)}`,
  'OpenAI key': `sk-${'proj'}-${letters(44)}`,
  'Stripe key': `sk_${'live'}_${letters(24)}`,
  'GitHub token': `gh${'p'}_${letters(36)}`,
  'GitLab token': `gl${'pat'}-${letters(20)}`,
  'Slack token': `xox${'b'}-123456789012-${letters(24)}`,
  'Slack webhook': `hooks.slack.com/${'services'}/T00000000/B00000000/${letters(24)}`,
  'Discord webhook': `discord.com/api/${'webhooks'}/123456789012345678/${letters(60)}`,
  'AWS access key': `AK${'IA'}${letters(16, 'ABCDEFGHIJKLMNOP234567')}`,
  'Google API key': `AI${'za'}${letters(35)}`,
  'Google access token': `ya${'29'}.${letters(60)}`,
  'Hugging Face token': `h${'f'}_${letters(34)}`,
  'Groq key': `gs${'k'}_${letters(52)}`,
  'xAI key': `x${'ai'}-${letters(60)}`,
  'NVIDIA key': `nv${'api'}-${letters(60)}`,
  'Perplexity key': `pp${'lx'}-${letters(48)}`,
  'Tavily key': `tv${'ly'}-${letters(32)}`,
  'LangSmith key': `lsv2_${'pt'}_${hex(32)}_${hex(10)}`,
  'Pinecone key': `pc${'sk'}_${letters(40)}`,
  'Astra DB token': `Astra${'CS'}:${letters(20)}:${hex(40)}`,
  'SendGrid key': `S${'G'}.${letters(22)}.${letters(43)}`,
  'Databricks token': `da${'pi'}${hex(32)}`,
  'npm token': `np${'m'}_${letters(36)}`,
  'PyPI token': `py${'pi'}-${letters(80)}`,
  'DigitalOcean token': `do${'p'}_v1_${hex(64)}`,
  'Telegram bot token': `1234567890:A${'A'}${letters(33)}`,
  'JSON Web Token': `ey${'J'}${letters(20)}.ey${'J'}${letters(40)}.${letters(43)}`,
  'private key': `-----BEGIN RSA ${'PRIVATE'} KEY-----\n${Array.from({ length: 6 }, () => letters(64)).join('\n')}\n-----END RSA ${'PRIVATE'} KEY-----`,
}

const clean = (text: string): string => cleanText(text, { isCode: true }).text

test('every known form has an example, and each is found in prose, in code and in a longer text', () => {
  assert.deepEqual(KNOWN_FORMS.map(({ name }) => name).sort(), Object.keys(KEYS).sort())
  for (const [name, key] of Object.entries(KEYS)) {
    assert.ok(isKnownForm(key), name)
    for (const text of [
      key,
      `Use ${key}, please.`,
      `client = Client("""${key}""")`,
      `# ${key}\nrun()`,
      JSON.stringify({ a: key }),
    ]) {
      const out = clean(text)
      assert.ok(out.includes(PLACEHOLDER) && !out.includes(key.slice(8, -8)), `${name} in ${text}`)
    }
  }
})

test('a private key goes whole, whether its lines are joined, escaped or one literal each', () => {
  const pem = KEYS['private key'] as string
  const lines = pem.split('\n')
  const forms = [
    pem,
    pem.replaceAll('\n', '\\n'),
    lines.map((line) => `    "${line}\\n"`).join('\n'),
    pem.replace(/\n-----END.*/s, ''),
  ]
  for (const form of forms) assert.doesNotMatch(clean(`key = (${form})`), /[A-Za-z0-9]{30}/)
  const parser = `if text.startswith("-----BEGIN ${'PRIVATE'} KEY-----"):\n    body = text.replace("-----END ${'PRIVATE'} KEY-----", "")`
  assert.equal(clean(parser), parser)
})

const password = `Tr0ub4dor${'&'}3`
const token = letters(40)

const HOLDING: [text: string, secret: string][] = [
  [`postgresql://app:${password}@db.internal:5432/prod`, password],
  [`postgresql+psycopg2://app:p@ss/w${'0'}rd@db/prod`, `p@ss/w${'0'}rd`],
  [`mongodb+srv://root:${'password'}@cluster0.example.net`, 'password'],
  [`redis://:${letters(16)}@cache:6379/0`, letters(16)],
  [
    `See https://deploy:${password.replace('&', '')}@git.example.com/x.git for more.`,
    password.replace('&', ''),
  ],
  [`https://${token}@git.example.com/x.git`, token],
  [`https://${token}@github.com/x.git`, token],
  [`https://api.example.com/v1?api_key=${letters(12)}&q=seo`, letters(12)],
  [`https://blob.example.com/c?sv=2024&sig=${'x'}${letters(30)}%3D`, `x${letters(30)}%3D`],
  [`Authorization: Bearer ${token}`, token],
  [
    `curl -H "Authorization: Basic ${base64(`admin:${password}`)}" https://x.example`,
    base64(`admin:${password}`),
  ],
  [`curl -s -u admin:${password} https://x.example`, password],
  [`curl -H 'X-Api-Key: ${token}'`, token],
  [`mcp-server --port 80 --api-key ${token}`, token],
  [`OPENAI_API_KEY=${token}\nexport A=1`, token],
  [`self.client = Client(api_key="${token}")`, token],
  [`API_TOKEN: str = '${token}'`, token],
  [`config = {"db_password": "${password}", "user": "app"}`, password],
  [`password = """${password}"""`, password],
  [`body = "{\\"client_secret\\": \\"${token}\\"}"`, token],
  [`key = os.getenv("SERVICE_API_KEY", "${token}")`, token],
  [`request.add_header('x-api-key', '${token}')`, token],
  [`headers["X-Auth-Token"] = f"${token}"`, token],
  [`SecretStrInput(name="api_key", display_name="Key (new)", value="${letters(10)}")`, letters(10)],
  [`if secret_key == "${token}":`, token],
  [`db_passwd = "Winter2${'0'}24"`, `Winter2${'0'}24`],
]

test('a secret goes out of URLs, headers, commands and assignments, and nothing else with it', () => {
  for (const [text, secret] of HOLDING) {
    assert.ok(text.includes(secret))
    assert.equal(clean(text), text.replace(secret, PLACEHOLDER), text)
  }
})

const INNOCENT = [
  'SecretStrInput(name="api_key", display_name="API Key", value="OPENAI_API_KEY", required=True)',
  'api_key = os.environ["OPENAI_API_KEY"]',
  'headers["Authorization"] = f"Bearer {self.token}"',
  'url = f"postgresql://{user}:{password}@{host}:{port}/{db}"',
  'url = "postgresql://%s:%s@%s/%s" % (user, password, host, db)',
  'info="Connection string, such as postgresql://user:password@host:5432/database"',
  'info="Your key starts with sk-... or sk-xxxxxxxxxxxxxxxxxxxxxxxx"',
  '<div class="sk-folding-cube-container sk-large">',
  'token = tokenizer.encode("some-longer-text-here")',
  'max_tokens = 4096\nkeywords: "seo-optimisation-for-shops"',
  'token_url = "https://auth.example.com/oauth2/v1/token"',
  'api_key=self.api_key_from_settings_2024()',
  'password: "correct-horse-battery-staple" is a famous example',
  'model="claude-3-5-sonnet-20241022"; key="text-embedding-ada-002"',
  'https://medium.com/@someone/a-post-about-tokens?source=rss',
  'https://example.com/search?key=shoes&token={token}&page=2',
  'git@github.com:langflow-ai/langflow.git and ssh://git@github.com/x',
  'The bearer of this letter. Basic Authentication. Token Ring networks.',
  'Set the Authorization header to Bearer <your token>; keep the secret: "…".',
  'primary_key = "walker_agent_user_configs_pkey"',
  'cache_key = f"{tenant}:{agent}:{version}"',
  'from lfx.services.auth.api_key import ApiKeyService as key_service_v2',
  'import secrets\nsecret = secrets.token_urlsafe(32)',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk',
  'assert key == "3bf0b511e227"',
]

test('what only speaks of secrets stays: names of variables, templates, examples, model names, paths', () => {
  for (const text of INNOCENT) assert.deepEqual(cleanText(text, { isCode: true }), { text, hits: [] })
})

test('scanning again finds nothing more', () => {
  const all = [...HOLDING.map(([text]) => text), ...Object.values(KEYS)]
  const piece = fc.oneof(
    fc.constantFrom(...all, ...INNOCENT, ' ', '\n', '"', "'", '=', '&', '@', PLACEHOLDER),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const once = clean(pieces.join(''))
      assert.equal(clean(once), once)
    }),
    { numRuns: 1000 },
  )
})

test('a text of megabytes without a break is scanned in little time', () => {
  const texts = [
    'A',
    'key=',
    'a.',
    'a-',
    'sk-',
    'https://',
    ':',
    'eyJ',
    '-----BEGIN PRIVATE KEY-----',
    'curl ',
    'api_key: str ',
    '"',
    '(',
    'x:y ',
  ].map((piece) => piece.repeat(200_000 / piece.length))
  for (const text of texts) {
    const start = performance.now()
    cleanText(text, { isCode: false })
    const took = performance.now() - start
    assert.ok(took < 3000, `${Math.round(took)} ms for ${text.slice(0, 20)}…`)
  }
})

test('names are judged by what they name', () => {
  const secret = [
    'openai_api_key',
    'apiKey',
    'API Key',
    'X-Api-Key',
    'password',
    'DB Password',
    'db_password_2',
    'client_secret',
    'Authorization',
    'accessToken',
    'aws_secret_access_key',
    'credentials',
    'private_key',
    'GITHUB_ACCESS_TOKEN',
    'API Key (optional)',
    'connection_string',
    'bot-token',
    'Cookie',
  ]
  const maybe = ['key', 'token', 'auth', 'signature', 'cache_key', 'partition key', 'token_raw', 'key_2']
  const plain = [
    'max_tokens',
    'token_url',
    'secret_name',
    'keywords',
    'keyboard',
    'api_key_name',
    'monkey',
    'password_policy',
    'description',
    '',
    'input_value',
    'author',
    'authority',
    'token_count',
    'passenger',
  ]
  assert.deepEqual(
    secret.filter((name) => judgeName(name) !== 'secret'),
    [],
  )
  assert.deepEqual(
    maybe.filter((name) => judgeName(name) !== 'maybe'),
    [],
  )
  assert.deepEqual(
    plain.filter((name) => judgeName(name) !== 'plain'),
    [],
  )
})

test('a variable’s name is told from what it should hold', () => {
  const names = [
    'OPENAI_API_KEY',
    'openai-key',
    'My OpenAI key',
    'ASTRA_DB_APPLICATION_TOKEN',
    'KEY_2',
    'key.prod',
    'AzureOpenAIKey',
  ]
  const values = [
    token,
    hex(32),
    ...Object.values(KEYS),
    'https://example.com/a',
    '',
    '550e8400-e29b-41d4-a716-446655440000',
  ]
  assert.deepEqual(
    names.filter((name) => !isVariableName(name)),
    [],
  )
  assert.deepEqual(values.filter(isVariableName), [])
})

test('random letters look random, and words, models, dates and modules do not', () => {
  const words = [
    'text-embedding-3-large',
    'gpt-4o-mini-2024-07-18',
    'lfx.components.data.url.URLComponent',
    'LanguageModelComponent',
    'us-east-1.amazonaws.com',
    'walker_agent_user_configs',
    'internationalization',
    '2026-01-15T09:30:00',
  ]
  assert.deepEqual(
    words.filter((word) => looksRandom(word)),
    [],
  )
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 24, maxLength: 48 }), (bytes) => {
      fc.pre(new Set(bytes).size > bytes.length / 2)
      return looksRandom(Buffer.from(bytes).toString('hex'))
    }),
  )
})
