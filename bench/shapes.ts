import { SesSandbox } from '../main/sandbox/sandbox.ts'
import { examinePlan } from '../main/services/push.ts'
import type { ConfigId, Version } from '../shared/config/ids.ts'
import { generateTenants } from '../shared/config/sample/index.ts'
import { writeJson } from '../shared/json/write.ts'
import type { TransformCaller } from '../shared/migration/transform-caller.ts'
import { type Examined, Examiner } from '../shared/review/examine.ts'
import { previewBatch } from '../shared/review/preview-batch.ts'
import { evidenceOf } from '../shared/review/preview-config.ts'
import { ShapeTable } from '../shared/review/shape.ts'
import { PreviewTally } from '../shared/review/tally.ts'
import { alternate, atMost, type Bench, type Measure, report, rounded } from './measure.ts'
import { digest, starterBundle } from './support/stage.ts'

const ROWS = Number(process.env.BENCH_ROWS ?? 100_000)
const BATCH = 512
const FROM = '1.0.0' as Version

const noCode: TransformCaller = () => {
  throw new Error('these edges have no code')
}

/**
 * Finding the shapes of configs that were run, with the spread of their values, where their customisations went
 * and who differs most, against all that a preview does with the same configs. Both on one core.
 */
async function shapesAgainstPreview(): Promise<Measure> {
  const sandbox = new SesSandbox()
  const bundle = await starterBundle(sandbox, '1.2.0')
  await sandbox.close()
  const plan = examinePlan(bundle)
  const inputs = [...generateTenants({ seed: 1, tenants: ROWS, agent: 'seo', versions: { [FROM]: 1 } })].map(
    ({ configId, config }) => ({ id: configId as ConfigId, text: writeJson(config), version: FROM }),
  )
  const batches = Array.from({ length: Math.ceil(ROWS / BATCH) }, (_, at) =>
    inputs.slice(at * BATCH, (at + 1) * BATCH),
  )

  const examiner = new Examiner(plan, noCode, digest)
  let shapesMs = 0
  const shapes = (): void => {
    const whole = new PreviewTally()
    for (const batch of batches) {
      const examined = batch.map(({ text }) => {
        const { config } = examiner.read(text, FROM)
        return examiner.run(config, FROM)
      })
      const start = performance.now()
      whole.merge(tallied(batch, examined))
      shapesMs += performance.now() - start
    }
    if (whole.counts.migrated !== ROWS) throw new Error('not every config was migrated')
  }
  const evaluate = previewBatch(digest)(plan, noCode)
  const preview = (): void => {
    const whole = new PreviewTally()
    for (const batch of batches) whole.merge(evaluate(batch).part)
    if (whole.counts.migrated !== ROWS) throw new Error('not every config was migrated')
  }

  const rounds = 3
  const timing = await alternate({ rounds, ours: shapes, baseline: preview })
  // The warm-up is one round more.
  const value = shapesMs / (rounds + 1)
  const goal = atMost(0.25)
  const ratio = value / timing.baselineMs
  return {
    name: 'preview.shapes',
    value: rounded(value / 1000),
    unit: 's',
    baseline: rounded(timing.baselineMs / 1000),
    ratio: rounded(ratio),
    goal: goal.text,
    passed: goal.holds(ratio),
    note: `${ROWS} configs, on one core`,
  }
}

function tallied(
  batch: readonly { readonly id: ConfigId; readonly text: string; readonly version: string }[],
  examined: readonly Examined[],
): PreviewTally['state'] {
  const table = new ShapeTable(digest)
  const tally = new PreviewTally()
  examined.forEach((one, index) => {
    const input = batch[index]
    if (!input) throw new Error('a config has no input')
    const { shape, id, places } = table.of(FROM, one.run)
    const preserved = one.customisations.settle()
    const output = { ...evidenceOf({ ...one, preserved }, input), shapeId: id }
    tally.add(input.id, output, shape, { before: one.config, after: one.run.config, preserved, places })
  })
  return tally.state
}

export const measures: readonly Bench[] = [{ name: 'preview.shapes', run: shapesAgainstPreview }]

if (import.meta.main) await report(measures)
