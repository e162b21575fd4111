import { isCrosswalkError } from '../../../shared/errors/index.ts'
import type { Answer, Envelope } from '../messages.ts'
import { openWhole, sendWhole } from '../pack.ts'

/** Sends word to our process in the course of a question. */
export type Tell = (answer: Answer) => void

/**
 * Answers the questions of our process until it goes away.
 *
 * An answer waits until the microtasks that authored code left behind have run: where they never end,
 * no answer goes out, and the blame falls on what caused them instead of on what comes next.
 */
export function serve<Q>(answer: (question: Q, tell: Tell) => unknown): void {
  process.on('disconnect', () => process.exit())
  // A Ctrl-C reaches every process of the terminal. Our process cancels; whether we go is its decision.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  // Promises that authored code rejects are of no interest to anybody.
  process.on('unhandledRejection', () => {})
  process.on('message', (envelope: Envelope<Q>) => {
    const tell: Tell = (word) => send(envelope.id, word)
    const given = answerTo(() => answer(openWhole(envelope), tell))
    setImmediate(() => {
      try {
        tell(given)
      } catch (error) {
        // An evaluator of ours gave what no clone carries.
        tell({ kind: 'bug', report: reportOf(error) })
      }
    })
  })
  send(0, { kind: 'ready' })
}

const send = (id: number, answer: Answer): void =>
  sendWhole(id, answer, (envelope) => {
    process.send?.(envelope)
  })

function answerTo(work: () => unknown): Answer {
  try {
    return { kind: 'done', value: work() }
  } catch (error) {
    if (isCrosswalkError(error)) {
      const { code, data, message } = error
      return { kind: 'failed', failure: { code, data, message } }
    }
    return { kind: 'bug', report: reportOf(error) }
  }
}

// A lockdown hides stacks from `error.stack`, and leaves this global of its own to us; it gives the frames.
function reportOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { getStackString } = globalThis as { getStackString?: (error: object) => string }
  return getStackString ? `${error.name}: ${error.message}${getStackString(error)}` : String(error.stack)
}
