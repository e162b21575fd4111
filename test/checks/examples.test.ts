import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type CheckCode, checkCatalogue, checkCodes } from '../../shared/checks/index.ts'
import type { FlowMeta } from '../../shared/flow/metadata.ts'
import type { Json } from '../../shared/json/value.ts'
import { type Around, Checker, schema, usual } from './module.ts'

const checker = new Checker()
after(() => checker.close())

const properties = schema.properties as { readonly [name: string]: Json }
const withProperty = (name: string, value: Json): Json => ({
  type: 'object',
  properties: { ...properties, version: { type: 'string' }, [name]: value },
})

const metaOf = (...names: readonly string[]): Pick<FlowMeta, 'custom_metadata' | 'variables'> => ({
  custom_metadata: {
    user_configurable: true,
    config_schema_version: '1.0.0',
    optional_data_sources: [],
    required_variables: names.map((name) => ({
      name,
      type: 'string',
      description: '',
      required: true,
      path: `/${name.toLowerCase()}`,
    })),
  },
  variables: [],
})

/** What stands around an example; without it, the two versions of the test's own agent. */
const around: { readonly [Code in CheckCode]?: Around } = {
  CW119: { before: 'let count = 0' },
  CW126: { from: { meta: metaOf('TONE', 'NAME') }, to: { meta: metaOf('NAME') } },
  CW135: { to: { schema: withProperty('nickname', { type: 'number' }) } },
  CW145: { to: { schema: withProperty('region', { type: 'string' }) } },
  CW146: { to: { defaults: { ...usual, region: 'eu' } } },
  CW152: {
    from: {
      schema: {
        ...schema,
        properties: { ...properties, tone: { type: 'string', 'x-secret': true } },
      } as Json,
    },
  },
  CW148: { to: { schema: withProperty('pacing', { enum: ['standard', 'accelerated', 'cautious'] }) } },
}

/** Codes whose examples are no steps: other tests are about them. */
const ELSEWHERE = /^CW(?:100|11\d|12[0-4789]|130)$/

for (const code of checkCodes.filter((one) => !ELSEWHERE.test(one))) {
  const { title, severity, example } = checkCatalogue[code]
  test(`${code}: the wrong example of the page has it, the right one has not. ${title}`, async () => {
    const found = (await checker.findings(example.wrong, around[code])).filter((one) => one.code === code)
    assert.equal(found.length, 1, (await checker.codes(example.wrong, around[code])).join(' '))
    assert.equal(found[0]?.severity, severity)
    assert.ok((found[0]?.line ?? 0) > 1)
    assert.ok(!(await checker.codes(example.right, around[code])).includes(code))
  })
}
