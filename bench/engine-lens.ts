import starter from '../migrations/walker/migrations/seo/1.0.0__1.1.0.ts'
import type { AgentName, Version } from '../shared/config/ids.ts'
import { readJson } from '../shared/json/read.ts'
import type { JsonObject } from '../shared/json/value.ts'
import { writeJson } from '../shared/json/write.ts'
import type { Step } from '../shared/lens/step.ts'
import { Engine } from '../shared/migration/engine.ts'
import { SAMPLE_CONFIG } from './json-read/sample-config.ts'
import { alternate, atMost, type Bench, type Measure, repeat, report, rounded } from './measure.ts'

const COUNT = 100
const FROM = '1.0.0' as Version
const TO = '1.1.0' as Version

/**
 * A config through the starter's first migration of seo, read and written without loss, against the same
 * edit by hand: parse, assign, stringify. The engine leaves the config that it was given as it is, and
 * gives what the evidence needs besides.
 */
async function engineLens(): Promise<Measure> {
  const engine = makeEngine()
  const ours = () => writeJson(engine.forward(readJson(SAMPLE_CONFIG) as JsonObject, FROM).config)
  const baseline = () => JSON.stringify(editByHand(JSON.parse(SAMPLE_CONFIG)))
  requireSame(ours(), baseline())
  const timing = await alternate({
    rounds: 401,
    warmup: 40,
    ours: () => repeat(COUNT, ours),
    baseline: () => repeat(COUNT, baseline),
  })
  const goal = atMost(1.5)
  return {
    name: 'engine.lens',
    value: rounded((timing.oursMs * 1000) / COUNT),
    unit: 'µs/config',
    baseline: rounded((timing.baselineMs * 1000) / COUNT),
    ratio: rounded(timing.ratio),
    goal: goal.text,
    passed: goal.holds(timing.ratio),
  }
}

function makeEngine(): Engine {
  // This migration has no transform, so its steps are data already.
  const steps = starter.steps as readonly Step[]
  const migration = { agent: 'seo' as AgentName, from: FROM, to: TO, summary: starter.summary, steps }
  return new Engine({ path: [migration], to: TO, defaults: {} }, () => {
    throw new TypeError('there is no code to call')
  })
}

type Members = Record<string, unknown>

/** What the migration says, written as one would without it. */
function editByHand(config: Members): Members {
  const sources = config.data_sources as Members | undefined
  if (sources && !('search_console' in sources)) {
    sources.search_console = { enabled: false, property_url: null }
  }
  const thresholds = config.thresholds as Members | undefined
  if (thresholds && 'min_confidence_score' in thresholds) {
    // `delete` would be slower by a fifth of the whole.
    const { min_confidence_score, ...rest } = thresholds
    config.thresholds = { ...rest, min_confidence_threshold: min_confidence_score }
  }
  const notifications = config.notifications as Members | undefined
  if (notifications && !('push' in notifications)) notifications.push = { enabled: false }
  config.version = TO
  return config
}

function requireSame(ours: string, byHand: string): void {
  if (ours !== byHand) throw new Error(`the two sides differ:\n${ours}\n${byHand}`)
}

export const measures: readonly Bench[] = [{ name: 'engine.lens', run: engineLens }]

if (import.meta.main) await report(measures)
