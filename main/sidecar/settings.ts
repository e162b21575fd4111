import { z } from 'zod'
import { fail } from '../../shared/errors/index.ts'

const whole = (least: number, most: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, 'is no whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`)
    .default(usual)

const address = (...protocols: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `is no address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    )

const flag = z
  .enum(['true', 'false'], 'is neither "true" nor "false"')
  .default('false')
  .transform((text) => text === 'true')

const isBare = (text: string): boolean => {
  if (!URL.canParse(text)) return true
  const { username, password, search, hash } = new URL(text)
  return username + password + search + hash === ''
}

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text

// Of a page that has none, or is no page of the web, nothing could be told apart.
const isWebOrigin = (text: string): boolean => isOrigin(text) && /^https?:/.test(text)

const origins = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )
  .refine((all) => all.every(isOrigin), 'is no list of origins such as https://app.example.com')

const SELF = "'self'"
const NOBODY = "'none'"

/** As Content-Security-Policy has them; nobody is the empty list. */
const ancestors = z
  .string()
  .default(NOBODY)
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '' && one !== NOBODY),
  )
  .refine(
    (all) => all.every((one) => one === SELF || isWebOrigin(one)),
    `is neither ${NOBODY} nor a list of ${SELF} and origins such as https://app.example.com`,
  )

const claim = z.string().min(1)
const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const
const SYMMETRIC = ['HS256', 'HS384', 'HS512'] as const

/** Every variable that the sidecar reads, in the order of docs/sidecar.md. */
const form = z
  .object({
    CROSSWALK_SIDECAR_HOST: z.string().min(1).default('127.0.0.1'),
    CROSSWALK_SIDECAR_PORT: whole(0, 65_535, 8787),
    CROSSWALK_SIDECAR_DATABASE_URL: address('postgres:', 'postgresql:').optional(),
    CROSSWALK_SIDECAR_SESSIONS: whole(1, 200, 10),
    CROSSWALK_JWT_SECRET: z.string().min(32, 'is shorter than 32 characters').optional(),
    CROSSWALK_JWKS_URL: address('https:', 'http:').optional(),
    CROSSWALK_JWKS_COOLDOWN_MS: whole(0, 3_600_000, 30_000),
    CROSSWALK_JWT_ALGORITHM: z
      .enum([...SYMMETRIC, ...ASYMMETRIC], 'is no algorithm that is known')
      .optional(),
    CROSSWALK_JWT_ISSUER: z.string().min(1).optional(),
    CROSSWALK_JWT_AUDIENCE: z.string().min(1).optional(),
    CROSSWALK_JWT_TENANT_CLAIM: claim.default('tenant_id'),
    CROSSWALK_JWT_USER_CLAIM: claim.default('sub'),
    CROSSWALK_JWT_NBF: z
      .enum(['required', 'optional'], 'is neither "required" nor "optional"')
      .default('required'),
    CROSSWALK_SIDECAR_IF_MATCH: z
      .enum(['required', 'optional'], 'is neither "required" nor "optional"')
      .default('required'),
    CROSSWALK_SIDECAR_OPERATIONS_TOKEN: z.string().min(32, 'is shorter than 32 characters').optional(),
    CROSSWALK_SIDECAR_RATE: whole(1, 10_000_000, 600),
    CROSSWALK_SIDECAR_REFUSALS: whole(1, 10_000_000, 60),
    CROSSWALK_SIDECAR_BODY_BYTES: whole(1_024, 67_108_864, 1_048_576),
    CROSSWALK_SIDECAR_TIMEOUT_MS: whole(100, 600_000, 10_000),
    CROSSWALK_SIDECAR_CONCURRENT: whole(1, 100_000, 1_000),
    CROSSWALK_SIDECAR_GRACE_MS: whole(0, 600_000, 20_000),
    CROSSWALK_SIDECAR_ORIGINS: origins,
    CROSSWALK_SIDECAR_FRAME_ANCESTORS: ancestors,
    CROSSWALK_SIDECAR_TRUST_PROXY: flag,
    CROSSWALK_SIDECAR_LOG: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'is no level of a log')
      .default('info'),
    CROSSWALK_LANGFLOW_URL: address('https:', 'http:')
      .refine(isBare, 'holds a user, a password, a query or a fragment')
      .optional(),
    CROSSWALK_LANGFLOW_API_KEY: z
      .string()
      .regex(/^[\x21-\x7e]+$/, 'is no key: letters, digits and signs without spaces')
      .optional(),
    CROSSWALK_SIDECAR_RUN_TIMEOUT_MS: whole(100, 240_000, 120_000),
    CROSSWALK_SIDECAR_RUNS: whole(1, 100_000, 100),
    REDIS_URL: address('redis:', 'rediss:').optional(),
  })
  .superRefine((env, context) => {
    const refuse = (name: keyof typeof env, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message })
    if (env.CROSSWALK_LANGFLOW_API_KEY !== undefined && env.CROSSWALK_LANGFLOW_URL === undefined) {
      refuse(
        'CROSSWALK_LANGFLOW_API_KEY',
        'is the key to a Langflow that CROSSWALK_LANGFLOW_URL does not name',
      )
    }
    const { CROSSWALK_JWT_SECRET: secret, CROSSWALK_JWKS_URL: url, CROSSWALK_JWT_ALGORITHM: algorithm } = env
    if (secret === undefined && url === undefined) return
    if (secret !== undefined && url !== undefined) {
      refuse(
        'CROSSWALK_JWKS_URL',
        'stands beside CROSSWALK_JWT_SECRET; only one of them can say whose tokens are believed',
      )
    }
    for (const name of ['CROSSWALK_JWT_ISSUER', 'CROSSWALK_JWT_AUDIENCE'] as const) {
      if (env[name] === undefined) refuse(name, 'is missing; tokens of users are checked against it')
    }
    const fitting: readonly string[] = url === undefined ? SYMMETRIC : ASYMMETRIC
    if (algorithm !== undefined && !fitting.includes(algorithm)) {
      refuse('CROSSWALK_JWT_ALGORITHM', `does not go with the key; ${fitting.join(', ')} do`)
    }
  })

/** How tokens of users are checked. */
export type UserTokenSettings = {
  readonly key: { readonly secret: string } | { readonly jwksUrl: string; readonly cooldownMs: number }
  readonly algorithm: string
  readonly issuer: string
  readonly audience: string
  readonly tenantClaim: string
  readonly userClaim: string
  readonly nbf: 'required' | 'optional'
}

export type Settings = ReturnType<typeof readSettings>

/** Reads the environment. Raises `sidecar/bad-environment` with everything that is wrong with it at once. */
export function readSettings(env: NodeJS.ProcessEnv) {
  // What is set to nothing is not set, as in many a compose file.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = form.safeParse(set)
  if (!result.success) {
    const problems = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
    return fail('sidecar/bad-environment', { problems })
  }
  const read = result.data
  return {
    host: read.CROSSWALK_SIDECAR_HOST,
    port: read.CROSSWALK_SIDECAR_PORT,
    databaseUrl: read.CROSSWALK_SIDECAR_DATABASE_URL,
    sessions: read.CROSSWALK_SIDECAR_SESSIONS,
    userTokens: userTokensOf(read),
    ifMatch: read.CROSSWALK_SIDECAR_IF_MATCH,
    operationsToken: read.CROSSWALK_SIDECAR_OPERATIONS_TOKEN,
    ratePerMinute: read.CROSSWALK_SIDECAR_RATE,
    refusalsPerMinute: read.CROSSWALK_SIDECAR_REFUSALS,
    bodyBytes: read.CROSSWALK_SIDECAR_BODY_BYTES,
    timeoutMs: read.CROSSWALK_SIDECAR_TIMEOUT_MS,
    concurrent: read.CROSSWALK_SIDECAR_CONCURRENT,
    graceMs: read.CROSSWALK_SIDECAR_GRACE_MS,
    origins: read.CROSSWALK_SIDECAR_ORIGINS,
    frameAncestors: read.CROSSWALK_SIDECAR_FRAME_ANCESTORS,
    trustProxy: read.CROSSWALK_SIDECAR_TRUST_PROXY,
    logLevel: read.CROSSWALK_SIDECAR_LOG,
    langflowUrl: read.CROSSWALK_LANGFLOW_URL,
    langflowApiKey: read.CROSSWALK_LANGFLOW_API_KEY,
    runTimeoutMs: read.CROSSWALK_SIDECAR_RUN_TIMEOUT_MS,
    runs: read.CROSSWALK_SIDECAR_RUNS,
    redisUrl: read.REDIS_URL,
  }
}

function userTokensOf(read: z.infer<typeof form>): UserTokenSettings | undefined {
  const { CROSSWALK_JWT_SECRET: secret, CROSSWALK_JWKS_URL: jwksUrl } = read
  if (secret === undefined && jwksUrl === undefined) return undefined
  return {
    key:
      secret === undefined
        ? { jwksUrl: jwksUrl ?? '', cooldownMs: read.CROSSWALK_JWKS_COOLDOWN_MS }
        : { secret },
    algorithm: read.CROSSWALK_JWT_ALGORITHM ?? (secret === undefined ? 'RS256' : 'HS256'),
    issuer: read.CROSSWALK_JWT_ISSUER ?? '',
    audience: read.CROSSWALK_JWT_AUDIENCE ?? '',
    tenantClaim: read.CROSSWALK_JWT_TENANT_CLAIM,
    userClaim: read.CROSSWALK_JWT_USER_CLAIM,
    nbf: read.CROSSWALK_JWT_NBF,
  }
}
