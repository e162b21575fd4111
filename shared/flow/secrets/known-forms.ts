/** One provider's form of key. `test` looks closer where the form alone would take in innocent words. */
export type KnownForm = {
  readonly name: string
  readonly pattern: RegExp
  readonly test?: (secret: string) => boolean
}

// "sk-" begins words too, as in the class name "sk-folding-cube-container".
const mixed = (secret: string): boolean =>
  /\d/.test(secret) || (/[a-z]/.test(secret) && /[A-Z]/.test(secret.slice(3)))

/** Keys that show what they are by their form, wherever they stand. From the providers' own documentation. */
export const KNOWN_FORMS: readonly KnownForm[] = [
  { name: 'Anthropic key', pattern: /(?<![\w-])sk-ant-[\w-]{16,}/g },
  { name: 'OpenAI key', pattern: /(?<![\w-])sk-(?!ant-)[\w-]{16,}/g, test: mixed },
  { name: 'Stripe key', pattern: /(?<!\w)[sr]k_(?:live|test)_\w{16,}/g },
  { name: 'GitHub token', pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{22,})/g },
  { name: 'GitLab token', pattern: /(?<![\w-])glpat-[\w-]{16,}/g },
  { name: 'Slack token', pattern: /(?<![\w-])(?:xox[abeoprs]|xapp)-[\w-]{10,}/g },
  { name: 'Slack webhook', pattern: /hooks\.slack\.com\/(?:services|workflows)\/[\w/]{20,}/g },
  { name: 'Discord webhook', pattern: /discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}/g },
  { name: 'AWS access key', pattern: /(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  { name: 'Google API key', pattern: /(?<![\w-])AIza[\w-]{30,}/g },
  { name: 'Google access token', pattern: /(?<![\w.])ya29\.[\w-]{20,}/g },
  { name: 'Hugging Face token', pattern: /(?<!\w)hf_[A-Za-z0-9]{20,}/g, test: mixed },
  { name: 'Groq key', pattern: /(?<!\w)gsk_[A-Za-z0-9]{20,}/g },
  { name: 'xAI key', pattern: /(?<![\w-])xai-[A-Za-z0-9]{20,}/g },
  { name: 'NVIDIA key', pattern: /(?<![\w-])nvapi-[\w-]{20,}/g },
  { name: 'Perplexity key', pattern: /(?<![\w-])pplx-[A-Za-z0-9]{20,}/g },
  { name: 'Tavily key', pattern: /(?<![\w-])tvly-[\w-]{16,}/g, test: mixed },
  { name: 'LangSmith key', pattern: /(?<!\w)lsv2_(?:pt|sk)_[A-Za-z0-9_]{20,}/g },
  { name: 'Pinecone key', pattern: /(?<!\w)pcsk_\w{20,}/g },
  { name: 'Astra DB token', pattern: /(?<!\w)AstraCS:[\w:-]{20,}/g },
  { name: 'SendGrid key', pattern: /(?<![\w.])SG\.[\w-]{16,}\.[\w-]{16,}/g },
  { name: 'Databricks token', pattern: /(?<!\w)dapi[0-9a-f]{32}/g },
  { name: 'npm token', pattern: /(?<!\w)npm_[A-Za-z0-9]{30,}/g },
  { name: 'PyPI token', pattern: /(?<![\w-])pypi-[\w-]{30,}/g },
  { name: 'DigitalOcean token', pattern: /(?<!\w)do[opr]_v1_[0-9a-f]{32,}/g },
  { name: 'Telegram bot token', pattern: /(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])/g },
  { name: 'JSON Web Token', pattern: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g },
  {
    name: 'private key',
    // Up to its end where it has one: its lines may be joined, escaped, or stand as one literal each.
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY-----(?:(?:[A-Za-z0-9+/=\s"',:.()-]|\\[nr]){40,9000}?-----END (?:[A-Z0-9]+ ){0,4}PRIVATE KEY-----|(?:[A-Za-z0-9+/=\s]|\\[nr]){40,9000})/g,
    // Code that takes keys apart has the same markers, and code between them.
    test: (key) => (key.match(/[A-Za-z0-9+/]{40,}/g)?.join('').length ?? 0) > key.length / 2,
  },
]

/** Whether the whole text is one key of a known form. */
export const isKnownForm = (text: string): boolean =>
  KNOWN_FORMS.some(({ pattern, test }) =>
    [...text.matchAll(pattern)].some(
      ([match]) => match.length === text.trim().length && (test?.(match) ?? true),
    ),
  )
