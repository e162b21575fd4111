// One side of ../engine-transform.ts: takes as many configs through the transform as it is told.
import type { TransformCaller } from '../../shared/migration/transform-caller.ts'
import { seedConfig } from './seed-config.ts'

/** What authors write when no step says it: the map of rules becomes a list, the rest stays. */
const SCRIPT = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const crosswalk_1 = require("crosswalk");
const KNOWN = ['low', 'medium', 'high'];
const withKeys = (members, change) => Object.fromEntries(Object.entries(members).map(([key, value]) => [change(key), value]));
const toList = (rules) => Object.entries(rules)
  .sort(([a], [b]) => KNOWN.indexOf(b) - KNOWN.indexOf(a) || (a < b ? -1 : 1))
  .map(([name, conditions]) => ({ name, priority: name, conditions: withKeys(conditions, (key) => key + '_min') }));
exports.default = (0, crosswalk_1.defineMigration)({
  agent: 'seo', from: '1.2.0', to: '2.0.0', summary: 'Rules become a list',
  steps: [
    (0, crosswalk_1.rename)('/data_sources', 'integrations'),
    (0, crosswalk_1.transform)({
      up: ({ thresholds: { priority_rules, ...thresholds }, ...config }) => ({ ...config, thresholds, priority_rules: toList(priority_rules) }),
    }),
  ],
});
`

const text = JSON.stringify(seedConfig)
const transform = process.argv[2] === 'native' ? await native() : await sandboxed()

process.on('message', (count: number) => {
  let length = 0
  for (let turn = 0; turn < count; turn++) length += JSON.stringify(transform(JSON.parse(text))).length
  if (length < count * 1000) throw new Error('the transform gave too little')
  process.send?.(length)
})

type Config = typeof seedConfig

async function native(): Promise<(config: Config) => unknown> {
  const authoring = await import('../../shared/authoring/index.ts')
  const exports: { default?: { steps: { up?: (config: Config) => unknown }[] } } = {}
  new Function('require', 'exports', SCRIPT)(() => authoring, exports)
  return exports.default?.steps[1]?.up as (config: Config) => unknown
}

async function sandboxed(): Promise<(config: Config) => unknown> {
  await import('../../main/sandbox/inside/lockdown.ts')
  const { makeTransformCaller } = await import('../../main/sandbox/inside/transform-caller.ts')
  const path = [
    {
      agent: 'seo',
      from: '1.2.0',
      to: '2.0.0',
      summary: '',
      steps: [],
      code: { script: SCRIPT, sha256: '' },
    },
  ]
  const call: TransformCaller = makeTransformCaller(path as never, () => {})
  return (config) => call(0, 't0', 'up', config)
}
