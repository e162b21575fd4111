import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readJson } from '../../shared/json/read.ts'
import { isObject, type Json, type JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { publishFlows, runningLangflow } from '../../test/support/running-langflow.ts'
import { type Owner, type RunningSidecar, SidecarStage, userToken } from '../../test/support/sidecar.ts'

// Requests made up from the OpenAPI document, sound and broken ones. CROSSWALK_FUZZ_REQUESTS=20000 for a long run.
const REQUESTS = Number(process.env.CROSSWALK_FUZZ_REQUESTS ?? 2_000)
const SEED = Number(process.env.CROSSWALK_FUZZ_SEED ?? 20_261_121)
const AT_ONCE = 8

type Operation = {
  readonly method: string
  readonly path: string
  readonly statuses: ReadonlySet<string>
  /** The kind of token that it wants. */
  readonly wants: 'user' | 'service'
  readonly body: JsonObject | undefined
}

type Request = {
  readonly operation: Operation
  readonly agent: string
  readonly who: 'user' | 'service' | 'nobody' | 'garbage'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch'])

function operationsOf(document: JsonObject): readonly Operation[] {
  const paths = document.paths as { [path: string]: { [method: string]: JsonObject } }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) => {
        const content = (operation.requestBody as { content?: JsonObject } | undefined)?.content
        const body = (content?.['application/json'] as { schema?: JsonObject } | undefined)?.schema
        return {
          method: method.toUpperCase(),
          path,
          statuses: new Set(Object.keys(operation.responses as object)),
          wants:
            'user' in ((operation.security as JsonObject[])[0] ?? {})
              ? ('user' as const)
              : ('service' as const),
          body,
        }
      }),
  )
}

/** Values that a schema of the document describes, or nearly. */
function valuesOf(schema: JsonObject, known: readonly Owner[]): fc.Arbitrary<unknown> {
  const { type, properties, format, pattern } = schema
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as Json[]))
  if (Array.isArray(schema.anyOf))
    return fc.oneof(...(schema.anyOf as JsonObject[]).map((each) => valuesOf(each, known)))
  if (isObject((properties ?? null) as Json)) {
    const members = Object.entries(properties as JsonObject)
    const required = (schema.required ?? []) as string[]
    return fc.record(
      Object.fromEntries(members.map(([name, each]) => [name, near(valuesOf(each as JsonObject, known))])),
      { requiredKeys: required },
    )
  }
  if (format === 'uuid')
    return fc.oneof(fc.constantFrom(...known.flatMap((one) => [one.tenantId, one.userId])), fc.uuid())
  if (typeof pattern === 'string' && pattern.includes('a-z'))
    return fc.constantFrom('seo', 'content', 'unheard_of', 'a')
  if (typeof pattern === 'string') return fc.constantFrom('1.0.0', '1.1.0', '9.9.9', '0.0.0')
  if (type === 'string') return fc.string()
  if (type === 'boolean') return fc.boolean()
  return fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'version', 'tenant_id')),
    fc.jsonValue(),
  )
}

/** Mostly the value itself, now and then something else. */
const near = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: values }, { weight: 1, arbitrary: fc.jsonValue() })

const RAW = [
  '',
  '{',
  '{"a":1,"a":2}',
  '[[[[',
  'null',
  '1e999',
  '{"__proto__":{"x":1}}',
  `"${'\\ud800'}"`,
  `{"a":"\\u0000"}`,
  '['.repeat(2000),
  '123456789012345678901234567890',
]

const asciiText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 60,
})

function requests(operations: readonly Operation[], known: readonly Owner[], etags: readonly string[]) {
  return fc.constantFrom(...operations).chain((operation): fc.Arbitrary<Request> => {
    const bodies: fc.Arbitrary<string | undefined> =
      operation.body === undefined
        ? fc.constant(undefined)
        : fc.oneof(
            {
              weight: 6,
              arbitrary: near(valuesOf(operation.body, known)).map(
                (value) => JSON.stringify(value) ?? 'null',
              ),
            },
            { weight: 2, arbitrary: fc.constantFrom(...RAW) },
            { weight: 1, arbitrary: fc.constant(undefined) },
          )
    return fc.record({
      operation: fc.constant(operation),
      agent: fc.oneof(
        { weight: 5, arbitrary: fc.constant('seo') },
        fc.constantFrom('content', 'unheard_of'),
        fc.string({ minLength: 1 }),
      ),
      who: fc.oneof(
        { weight: 9, arbitrary: fc.constant(operation.wants) },
        { weight: 1, arbitrary: fc.constantFrom('user', 'service', 'nobody', 'garbage') },
      ),
      headers: fc.record(
        {
          'if-match': fc.oneof(fc.constantFrom('*', ...etags), asciiText),
          'x-change-reason': asciiText,
          'if-none-match': fc.constantFrom('*', ...etags),
        },
        { requiredKeys: [] },
      ) as fc.Arbitrary<Record<string, string>>,
      body: bodies,
    })
  })
}

test('no request that its own document can think of is a bug', { timeout: 280_000 }, async (t) => {
  const stage = await SidecarStage.open(t, { tenants: 4 })
  await stage.there.approved('seo@1.1.0')
  await stage.openTo('seo@1.1.0', 'all')
  await publishFlows(t, stage.there, 'seo@1.1.0')
  const sidecar = await stage.start((await runningLangflow(t)).env)
  const known = await stage.people()
  const [mine] = known as readonly [Owner]
  const document = readJson((await sidecar.ask('GET', '/openapi.json')).text) as JsonObject
  assert.equal(document.openapi, '3.1.0')
  const operations = operationsOf(document)
  assert.ok(operations.length >= 7, `${operations.length}`)

  const tokens = {
    user: await userToken(mine),
    service: await stage.serviceToken('seo', 'content'),
    garbage: 'x.y.z',
  }
  const config = await sidecar.ask('GET', '/api/v1/walker-agents/seo/config', { token: tokens.user })
  const made = requests(operations, known, [config.headers.get('etag') ?? ''])
  // Changes that a user might well make, so that not all is refused at the door.
  const sound: readonly Request[] = operations
    .filter(({ method }) => method === 'PUT')
    .map((operation) => ({
      operation,
      agent: 'seo',
      who: 'user',
      headers: { 'if-match': '*' },
      body: writeJson(config.body),
    }))
  const all = [...sound, ...fc.sample(made, { seed: SEED, numRuns: REQUESTS })]

  const counts = new Map<number, number>()
  const take = async (): Promise<void> => {
    for (let request = all.pop(); request !== undefined; request = all.pop()) {
      const status = await send(sidecar, request, tokens)
      counts.set(status, (counts.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, take))
  for (const status of [200, 400, 401, 404, 422])
    assert.ok((counts.get(status) ?? 0) > 0, `${status} never came`)
  t.diagnostic(`${SEED}: ${JSON.stringify(Object.fromEntries([...counts].sort()))}`)
})

async function send(
  sidecar: RunningSidecar,
  { operation, agent, who, headers, body }: Request,
  tokens: { user: string; service: string; garbage: string },
): Promise<number> {
  const path = operation.path.replace(
    '{agent}',
    encodeURIComponent(agent.replaceAll(/[\ud800-\udfff]/g, '?')),
  )
  const { status, text } = await sidecar.ask(operation.method, path, {
    headers,
    ...(who === 'nobody' ? {} : { token: tokens[who] }),
    ...(body === undefined ? {} : { body }),
  })
  const about = `${operation.method} ${path} ${who} ${JSON.stringify(headers)} ${body?.slice(0, 500)}: ${status} ${text.slice(0, 300)}`
  assert.ok(status < 500, about)
  // A path of dots leads elsewhere.
  const isElsewhere = /^\.{1,2}$/.test(agent)
  assert.ok(status === 304 || isElsewhere || operation.statuses.has(String(status)), `undocumented: ${about}`)
  return status
}
