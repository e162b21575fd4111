import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { alternate, atMost, type Bench, type Measure, rounded } from './measure.ts'

const COUNT = 4_000

/**
 * A transform called through its compartment, copies in and out included, against the same function
 * called natively; both with the parse and the stringify of the seed's config of 1.4 kB. Each side is a
 * process of its own, since a lockdown cannot be taken back.
 */
async function engineTransform(): Promise<Measure> {
  const [native, sandbox] = [start('native'), start('sandbox')]
  try {
    const timing = await alternate({
      rounds: 15,
      warmup: 3,
      ours: () => runOn(sandbox),
      baseline: () => runOn(native),
    })
    const goal = atMost(1.6)
    return {
      name: 'engine.transform',
      value: rounded((timing.oursMs * 1000) / COUNT),
      unit: 'µs/config',
      baseline: rounded((timing.baselineMs * 1000) / COUNT),
      ratio: rounded(timing.ratio),
      goal: goal.text,
      passed: goal.holds(timing.ratio),
      note: 'half of what it costs is two copies of the config, the other half looking for what JSON would drop silently',
    }
  } finally {
    native.disconnect()
    sandbox.disconnect()
  }
}

const start = (side: 'native' | 'sandbox'): ChildProcess =>
  fork(fileURLToPath(new URL('./engine-transform/side.ts', import.meta.url)), [side], {
    execArgv: ['--disable-proto=delete', '--no-warnings'],
  })

async function runOn(side: ChildProcess): Promise<void> {
  side.send(COUNT)
  await once(side, 'message')
}

export const measures: readonly Bench[] = [{ name: 'engine.transform', run: engineTransform }]
