import { entry } from './entry.ts'

/** Which Langflow a failure is about: the environment's name, and host and port. Never a key. */
type Where = { environment: string; place: string }
type Flow = { agent: string; version: string; id: string }

const theServer = (d: Where): string => `the Langflow of ${d.environment} (${d.place})`
const TheServer = (d: Where): string => `The Langflow of ${d.environment} (${d.place})`
const seconds = (timeoutMs: number): string => `${timeoutMs / 1000} s`

export const langflowErrors = {
  // Reaching it
  'langflow/not-configured': entry<{ environment: string }>({
    kind: 'usage',
    message: (d) =>
      `crosswalk.json names no Langflow for ${d.environment}. Add "langflow": { "url_env": "LANGFLOW_URL", "api_key_env": "LANGFLOW_API_KEY" } to that environment.`,
  }),
  'langflow/variable-unset': entry<{ environment: string; variable: string; holds: 'address' | 'key' }>({
    kind: 'usage',
    message: (d) =>
      `The environment variable ${d.variable}, which holds the ${d.holds === 'key' ? 'API key' : 'address'} of the Langflow of ${d.environment}, is not set. ${
        d.holds === 'key'
          ? 'Make a key in Langflow under Settings, and put it there'
          : `Set it, as in ${d.variable}=http://localhost:7860`
      }; then run the command again.`,
  }),
  'langflow/bad-url': entry<{ environment: string; variable: string; problem: string }>({
    kind: 'usage',
    message: (d) =>
      `The address of the Langflow of ${d.environment} in ${d.variable} cannot be used: ${d.problem}. Write one such as https://langflow.example.com, and the key into its own variable.`,
  }),
  'langflow/unreachable': entry<Where & { problem: string }>({
    kind: 'unreachable',
    retryable: true,
    message: (d) =>
      `${TheServer(d)} cannot be reached: ${d.problem}. Check that it runs, and that its address is right.`,
  }),
  'langflow/resting': entry<Where & { retryAfterMs: number }>({
    kind: 'unreachable',
    retryable: true,
    message: (d) =>
      `${TheServer(d)} has failed several times in a row and is left alone for ${seconds(d.retryAfterMs)}. Try again then; its log says why it failed.`,
  }),
  'langflow/slow': entry<Where & { timeoutMs: number; mayHaveRun: boolean }>({
    kind: 'unreachable',
    message: (d) =>
      `${TheServer(d)} did not answer within ${seconds(d.timeoutMs)}. ${
        d.mayHaveRun
          ? 'The flow may have run, or may run still: look into its log before it is run again.'
          : 'Try again, or look into its log.'
      }`,
  }),
  'langflow/broke-off': entry<Where & { problem: string; mayHaveRun: boolean }>({
    kind: 'unreachable',
    message: (d) =>
      `The answer of ${theServer(d)} broke off: ${d.problem}. ${
        d.mayHaveRun
          ? 'The flow may have run: look into its log before it is run again.'
          : 'Try again, or look into its log.'
      }`,
  }),

  // What it refuses
  'langflow/key-refused': entry<Where & { status: number }>({
    kind: 'unreachable',
    message: (d) =>
      `${TheServer(d)} does not take our API key (status ${d.status}). Make a new one in Langflow under Settings, and put it into the environment variable that crosswalk.json names.`,
  }),
  'langflow/no-flow': entry<Where & { id: string }>({
    kind: 'not-found',
    message: (d) =>
      `${TheServer(d)} has no flow ${d.id} that our API key may see. Publish it with \`crosswalk flow publish\`, or correct the id.`,
  }),
  'langflow/tweaks-refused': entry<Where & { id: string; fields: readonly string[]; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `${TheServer(d)} refuses to set fields of flow ${d.id} for one run: ${d.fields.join(', ') || 'no field named'}. ${d.problem}. Bind these fields to variables, or allow them there (LANGFLOW_TWEAKS_POLICY, "API editable" on the field).`,
  }),
  'langflow/rejected': entry<Where & { status: number; what: string; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `${TheServer(d)} refuses to ${d.what} (status ${d.status}): ${d.problem}. Correct what it names there or in the flow, and try again.`,
  }),
  'langflow/flow-failed': entry<Where & { id: string; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `Flow ${d.id} failed in ${theServer(d)}: ${d.problem}. Look at the component that it names.`,
  }),
  'langflow/failing': entry<Where & { status: number; what: string; problem: string; mayHaveRun: boolean }>({
    kind: 'unreachable',
    message: (d) =>
      `${TheServer(d)} failed to ${d.what} (status ${d.status}): ${d.problem}. ${
        d.mayHaveRun
          ? 'The flow may have run: look into its log before it is run again.'
          : 'Try again, or look into its log.'
      }`,
  }),
  'langflow/rubbish': entry<Where & { what: string; problem: string }>({
    kind: 'unreachable',
    message: (d) =>
      `What ${theServer(d)} answers to ${d.what} is not what Langflow answers: ${d.problem}. Check that its address leads to Langflow itself and not to a page before it.`,
  }),

  // Publishing
  'langflow/no-flow-in-release': entry<{ release: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.release} has no flow to publish. Import one with \`crosswalk flow import\` and make the release anew.`,
  }),
  'langflow/not-publishable': entry<{ release: string; state: string; environment: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.release} is ${d.state} in ${d.environment}, and only approved releases are published. Have it approved first.`,
  }),
  'langflow/edited-there': entry<Where & Flow>({
    kind: 'conflict',
    message: (d) =>
      `Flow ${d.id} in ${theServer(d)} is not what was published as ${d.agent} ${d.version}: somebody has edited it there. Keep that with \`crosswalk flow pull ${d.id}\` as another version, then try again with --discard-edits.`,
  }),
  'langflow/differs': entry<Where & Flow>({
    kind: 'conflict',
    message: (d) =>
      `Flow ${d.id} was written to ${theServer(d)} as ${d.agent} ${d.version} and reads back as another flow. Nothing was recorded; see what this Langflow changed with \`crosswalk flow pull ${d.id}\`.`,
  }),
  'langflow/still-needed': entry<{ agent: string; version: string; environment: string; configs: number }>({
    kind: 'refused',
    message: (d) =>
      `${d.configs} configs in ${d.environment} are at ${d.agent} ${d.version}, so its flow stays published. Migrate them or roll them back first.`,
  }),
  'langflow/in-rollout': entry<{ release: string; state: string; environment: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.release} is ${d.state} in ${d.environment}, so its flow stays published. Finish that or roll it back first.`,
  }),
  'langflow/not-published': entry<{ agent: string; version: string; environment: string }>({
    kind: 'not-found',
    message: (d) =>
      `The flow of ${d.agent} ${d.version} is not published in ${d.environment}. \`crosswalk flow publish ${d.agent}@${d.version} --env ${d.environment}\` does it.`,
  }),
} as const
