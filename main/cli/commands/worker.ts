import { hostname } from 'node:os'
import type { WorkerEvent } from '../../compose.ts'
import { command } from '../command.ts'
import { env, positiveCount } from '../inputs.ts'
import { hiddenReplicas } from '../results/rollout.ts'
import { count } from '../words.ts'

const CONCURRENCY = 2

export const worker = command({
  name: 'worker',
  summary: 'Take batches of pushes and rollbacks, until it is stopped',
  details: [
    'Any number of workers on any number of machines share what is being rolled out in an environment.',
    'Where whoever has begun a push is gone, a worker goes on with it.',
    'Stop it with Ctrl-C; others do the rest, and nothing is done twice.',
  ],
  arguments: {},
  options: {
    env,
    concurrency: { value: 'N', about: `batches at once (default: ${CONCURRENCY})`, read: positiveCount },
  },
  async run({ services, who, progress, print }, { env: environment, concurrency = CONCURRENCY }) {
    const { rollouts } = await services()
    let done = 0
    const label = `Working for ${environment}`
    const tell = (event: WorkerEvent): void => {
      if (event.kind === 'batch') {
        done += event.configs
        progress({ label, unit: 'configs', done, note: event.release })
      } else print(wordsOf(event))
    }
    print(`Working for ${environment}, ${count(concurrency, 'batch', 'batches')} at once. Stop with Ctrl-C.`)
    const sums = await rollouts.work({
      environment,
      who: await who(),
      name: `${hostname()}, process ${process.pid}`,
      concurrency,
      tell,
    })
    return { environment, ...sums }
  },
  show: ({ environment, batches, configs }) => [
    `Worked for ${environment}: ${count(configs, 'config')} in ${count(batches, 'batch', 'batches')}.`,
  ],
})

function wordsOf(event: Exclude<WorkerEvent, { kind: 'batch' }>): string {
  if (event.kind === 'took over') return `Nobody worked on ${event.release}; going on with it.`
  if (event.kind === 'hidden replicas') return hiddenReplicas(event.replicas)
  if (event.kind === 'ended') return `${event.release} is ${event.state.replace('_', ' ')}.`
  return `${event.release} has stopped: ${event.error.message}`
}
