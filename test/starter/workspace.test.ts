import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { compileSchema } from '../../shared/config/schema.ts'
import { settingsSchema } from '../../shared/config/workspace-schema.ts'
import {
  exportFlow,
  type FlowMeta,
  flowMetaSchema,
  importFlow,
  readFlowFile,
} from '../../shared/flow/index.ts'
import { getAt, parsePointer } from '../../shared/json/pointer.ts'
import { isObject, type Json, type JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { AGENTS, everyVersion, jsonOf, STARTER, textOf, versionsOf } from './starter-files.ts'

const metaOf = (agent: string, version: string): FlowMeta =>
  flowMetaSchema.parse(jsonOf(`flows/${agent}/${version}.meta.json`))

/** What the workspace would store, were its own flow exported and imported again. */
function importedAgain(agent: string, version: string) {
  const file = `flows/${agent}/${version}.json`
  const meta = metaOf(agent, version)
  const [entry] = readFlowFile(textOf(file), file)
  assert.ok(entry)
  const [again] = readFlowFile(writeJson(exportFlow(entry.flow, meta)), file)
  assert.ok(again)
  return importFlow(again)
}

/** The part of a schema that speaks of one place of the config, through references. */
function schemaAt(schema: JsonObject, path: string): Json | undefined {
  return parsePointer(path).reduce<Json | undefined>((at, token) => {
    const found = at && getAt(at, ['properties', token])
    const to = found !== undefined && isObject(found) ? found.$ref : undefined
    return typeof to === 'string' ? getAt(schema, parsePointer(to.slice(1))) : found
  }, schema)
}

// The keys and the address are the operator's, and who the user is says the caller: none is a tenant's setting.
const OTHERS = new Set(['OPENAI_API_KEY', 'CROSSWALK_URL', 'CROSSWALK_TOKEN', 'USER_ID'])

/** The variables that the first node, Load User Config, gives to edges. */
const handedOut = (flow: JsonObject): string[] =>
  (getAt(flow, ['data', 'nodes']) as JsonObject[])
    .filter((node) => getAt(node, ['data', 'type']) === 'LoadUserConfig')
    .flatMap((node) => getAt(node, ['data', 'node', 'template', 'values', 'value']) as string[])
    .filter((wanted) => !wanted.startsWith('/'))

test('the agents are the four of the settings, and seo has four versions', () => {
  const settings = settingsSchema.parse(jsonOf('crosswalk.json'))
  assert.deepEqual(Object.keys(settings.agents), [...AGENTS])
  assert.deepEqual(versionsOf('seo'), ['1.0.0', '1.1.0', '1.2.0', '2.0.0'])
  for (const agent of AGENTS.slice(1)) assert.deepEqual(versionsOf(agent), ['1.0.0', '1.1.0'])
})

for (const [agent, version] of everyVersion) {
  const name = `${agent} ${version}`

  test(`${name}: the schema compiles in strict mode, and every place has a title`, () => {
    const schema = jsonOf(`schemas/${agent}/${version}.json`)
    const ajv = new Ajv2020({ strict: true, allErrors: true })
    ;(addFormats as unknown as (instance: Ajv2020) => void)(ajv)
    assert.doesNotThrow(() => ajv.compile(schema))
    const untitled: string[] = []
    const walk = (at: Json, place: string) => {
      if (!isObject(at)) return
      for (const [key, member] of Object.entries(
        isObject(at.properties ?? null) ? (at.properties as JsonObject) : {},
      )) {
        if (isObject(member) && member.$ref === undefined && typeof member.title !== 'string')
          untitled.push(`${place}/${key}`)
        walk(member, `${place}/${key}`)
      }
    }
    walk(schema, '')
    assert.deepEqual(untitled, [])
  })

  test(`${name}: the default config fits the schema`, () => {
    const check = compileSchema(jsonOf(`schemas/${agent}/${version}.json`), { agent, version })
    assert.deepEqual(check(jsonOf(`defaults/${agent}/${version}.json`)), [])
  })

  test(`${name}: the schema refuses members that nobody expects, and another version`, () => {
    const check = compileSchema(jsonOf(`schemas/${agent}/${version}.json`), { agent, version })
    const config = jsonOf(`defaults/${agent}/${version}.json`)
    assert.equal(check({ ...config, version: '9.9.9' }).length, 1)
    assert.equal(check({ ...config, surprise: 1 }).length, 1)
    assert.equal(check({ ...config, tenant_id: 'nobody' }).length, 1)
  })

  test(`${name}: the record is what an import of the flow gives, and the flow holds no secret`, () => {
    const { flow, meta, removed } = importedAgain(agent, version)
    const file = `flows/${agent}/${version}`
    if (process.env.UPDATE_GOLDEN)
      writeFileSync(`${STARTER}${file}.meta.json`, `${writeJson(meta as unknown as Json, { indent: 2 })}\n`)
    assert.deepEqual(removed, [])
    assert.equal(`${writeJson(flow, { indent: 2 })}\n`, textOf(`${file}.json`))
    assert.equal(`${writeJson(meta as unknown as Json, { indent: 2 })}\n`, textOf(`${file}.meta.json`))
    assert.equal(meta.custom_metadata.config_schema_version, version)
    assert.notEqual(meta.changelog, '')
  })

  test(`${name}: every variable is bound or handed out, and has a setting that feeds it`, () => {
    const { custom_metadata, variables } = metaOf(agent, version)
    const config = jsonOf(`defaults/${agent}/${version}.json`)
    const schema = jsonOf(`schemas/${agent}/${version}.json`)
    const bound = variables.map((variable) => variable.name).filter((other) => !OTHERS.has(other))
    const taken = new Set([...bound, ...handedOut(jsonOf(`flows/${agent}/${version}.json`))])
    const declared = custom_metadata.required_variables
    assert.deepEqual(declared.map((variable) => variable.name).sort(), [...taken].sort())
    for (const { name: variable, path, default: usual } of declared) {
      // The names that the header X-LANGFLOW-GLOBAL-VAR-… can carry.
      assert.match(variable, /^[A-Z][A-Z0-9_]*$/)
      assert.ok(path !== undefined, variable)
      const value = getAt(config, parsePointer(path))
      assert.notEqual(value, undefined, `${variable}: ${path} is not in the default config`)
      assert.notEqual(schemaAt(schema, path), undefined, `${variable}: ${path} is not in the schema`)
      if (usual !== undefined) assert.deepEqual(usual, value, variable)
    }
    // In 2.0.0 a source is a prefix of the names of its settings.
    const text = textOf(`defaults/${agent}/${version}.json`)
    for (const source of custom_metadata.optional_data_sources) assert.ok(text.includes(`"${source}`), source)
  })
}

test('the versions of one agent are one flow in Langflow, and no two mean the same', () => {
  for (const agent of AGENTS) {
    const metas = versionsOf(agent).map((version) => metaOf(agent, version))
    assert.equal(new Set(metas.map((meta) => meta.flow_id)).size, 1)
    assert.equal(new Set(metas.map((meta) => meta.hash)).size, metas.length)
  }
})
