import { CrosswalkError, type ErrorCode, isCrosswalkError } from '../../../shared/errors/index.ts'

/**
 * How a run ended. `refused`: nothing ran, for a reason that lies with this version and this config. `away`: nothing
 * ran, and that says nothing of the version. `left`: whoever asked has gone.
 */
export type RunOutcome = 'done' | 'failed' | 'refused' | 'away' | 'left'

type About = { readonly agent: string; readonly version: string }
type Told = { readonly outcome: RunOutcome; readonly error: unknown }
type Tell = (about: About, cause: CrosswalkError) => CrosswalkError

/** Nobody is kept from trying for longer than this, and a trial may be under way already. */
const AWAY_S = 5

const awayFor = (cause: CrosswalkError): number =>
  isCrosswalkError(cause, 'langflow/resting') ? Math.ceil(cause.data.retryAfterMs / 1000) : AWAY_S

/**
 * What is told of each failure of Langflow. Its own message names hosts, and may quote what the flow was given: that is
 * neither for whoever calls nor for the log.
 */
const FAILURES: { readonly [C in ErrorCode]?: readonly [RunOutcome, Tell] } = {
  'langflow/unreachable': ['away', (_, cause) => away(cause)],
  'langflow/resting': ['away', (_, cause) => away(cause)],
  'langflow/key-refused': [
    'away',
    (_, cause) => new CrosswalkError('sidecar/langflow-refuses', {}, { cause }),
  ],
  'langflow/rejected': [
    'refused',
    (_, cause) => new CrosswalkError('sidecar/langflow-refuses', {}, { cause }),
  ],
  'langflow/no-flow': [
    'refused',
    (about, cause) => new CrosswalkError('sidecar/flow-not-published', about, { cause }),
  ],
  'langflow/tweaks-refused': [
    'refused',
    (about, cause) =>
      new CrosswalkError('sidecar/tweaks-refused', { ...about, fields: fieldsOf(cause) }, { cause }),
  ],
  'langflow/flow-failed': [
    'failed',
    (about, cause) => new CrosswalkError('sidecar/flow-failed', about, { cause }),
  ],
  'langflow/failing': [
    'failed',
    (about, cause) => new CrosswalkError('sidecar/langflow-failed', about, { cause }),
  ],
  'langflow/rubbish': [
    'failed',
    (about, cause) => new CrosswalkError('sidecar/langflow-failed', about, { cause }),
  ],
  'langflow/broke-off': ['failed', (about, cause) => new CrosswalkError('sidecar/run-cut', about, { cause })],
  'langflow/slow': [
    'failed',
    (about, cause) =>
      new CrosswalkError('sidecar/run-slow', { ...about, limitMs: limitOf(cause) }, { cause }),
  ],
}

/** What became of a run that has raised something, and what is told of it. */
export function outcomeOf(thrown: unknown, about: About): Told {
  if (!isCrosswalkError(thrown)) return { outcome: 'failed', error: thrown }
  const [outcome, tell] = FAILURES[thrown.code] ?? []
  if (outcome !== undefined && tell !== undefined) return { outcome, error: tell(about, thrown) }
  // Ours: it was not asked to run at all, for what the version and the config are, or for a database that is away.
  return { outcome: thrown.code.startsWith('sidecar/') ? 'refused' : 'away', error: thrown }
}

const away = (cause: CrosswalkError): CrosswalkError =>
  new CrosswalkError('sidecar/langflow-away', { seconds: awayFor(cause) }, { cause })

const fieldsOf = (cause: CrosswalkError): readonly string[] =>
  isCrosswalkError(cause, 'langflow/tweaks-refused') ? cause.data.fields : []

const limitOf = (cause: CrosswalkError): number =>
  isCrosswalkError(cause, 'langflow/slow') ? cause.data.timeoutMs : 0
