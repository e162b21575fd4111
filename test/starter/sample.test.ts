import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editConfig, generateTenants, Random } from '../../shared/config/sample/index.ts'
import { compileSchema } from '../../shared/config/schema.ts'
import { everyVersion, jsonOf } from './starter-files.ts'

for (const [agent, version] of everyVersion) {
  test(`${agent} ${version}: every generated config fits the schema, and so it does after a user's edit`, () => {
    const check = compileSchema(jsonOf(`schemas/${agent}/${version}.json`), { agent, version })
    const random = new Random(99)
    for (const { config } of generateTenants({ seed: 3, tenants: 1000, agent, versions: { [version]: 1 } })) {
      assert.deepEqual(check(config), [])
      const { config: edited, path } = editConfig(config, random)
      assert.deepEqual(check(edited), [], path)
    }
  })
}
