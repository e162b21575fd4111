import { randomUUID } from 'node:crypto'
import { readJson } from '../shared/json/read.ts'
import { SAMPLE_CONFIG } from './json-read/sample-config.ts'
import { alternate, atMost, type Bench, type Measure, report, rounded } from './measure.ts'

// Texts that differ, as rows do: one that comes again and again would be too kind to the caches.
const CONFIGS = 100

const FORMS = [
  { form: 'as jsonb is printed', text: SAMPLE_CONFIG },
  { form: 'compact', text: JSON.stringify(JSON.parse(SAMPLE_CONFIG)) },
]

/** Reading a config without loss, against `JSON.parse`; of two ways to print the config the one that does worse. */
async function jsonRead(): Promise<Measure> {
  const results = []
  for (const { form, text } of FORMS) {
    const texts = Array.from({ length: CONFIGS }, () => ofAnotherTenant(text))
    const timing = await alternate({
      rounds: 401,
      warmup: 40,
      ours: () => readAll(texts, readJson),
      baseline: () => readAll(texts, JSON.parse),
    })
    results.push({ form, timing })
  }
  const worst = results.reduce((a, b) => (a.timing.ratio > b.timing.ratio ? a : b)).timing
  const goal = atMost(1.3)
  return {
    name: 'json.read',
    value: rounded((worst.oursMs * 1000) / CONFIGS),
    unit: 'µs/config',
    baseline: rounded((worst.baselineMs * 1000) / CONFIGS),
    ratio: rounded(worst.ratio),
    goal: goal.text,
    passed: goal.holds(worst.ratio),
    note: results.map(({ form, timing }) => `${form}: ${rounded(timing.ratio)}`).join(', '),
  }
}

function readAll(texts: readonly string[], read: (text: string) => unknown): number {
  let objects = 0
  for (const text of texts) if (typeof read(text) === 'object') objects++
  return objects
}

/** Decoded from bytes, as a driver's texts are, not put together from parts. */
const ofAnotherTenant = (text: string): string =>
  Buffer.from(text.replace(/(?<="tenant_id": ?")[^"]+/, randomUUID())).toString()

export const measures: readonly Bench[] = [{ name: 'json.read', run: jsonRead }]

if (import.meta.main) await report(measures)
