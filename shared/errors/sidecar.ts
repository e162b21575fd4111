import { entry } from './entry.ts'

const list = (lines: readonly string[]): string => lines.map((line) => `\n  ${line}`).join('')

export const sidecarErrors = {
  // Starting it
  'sidecar/bad-environment': entry<{ problems: readonly string[] }>({
    kind: 'usage',
    message: (d) =>
      `The sidecar cannot start with these environment variables:${list(d.problems)}\nSet them right and start it again; docs/sidecar.md has all of them.`,
  }),
  'sidecar/no-role': entry<{ environment: string; place: string; login: string }>({
    kind: 'refused',
    message: (d) =>
      `The login ${d.login} of ${d.environment} (${d.place}) may not take the role crosswalk_sidecar. Have an administrator run: GRANT crosswalk_sidecar TO ${d.login}. \`crosswalk db roles --env ${d.environment}\` shows who has it.`,
  }),
  'sidecar/not-held': entry<{ environment: string; place: string; table: string }>({
    kind: 'refused',
    message: (d) =>
      `Row-level security does not hold the sidecar to one tenant in ${d.table} of ${d.environment} (${d.place}). Run \`crosswalk db migrate --env ${d.environment}\`, and what \`crosswalk db roles --print\` prints.`,
  }),
  'sidecar/address-taken': entry<{ host: string; port: number; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The sidecar cannot listen on ${d.host}, port ${d.port}: ${d.problem}. Set CROSSWALK_SIDECAR_HOST and CROSSWALK_SIDECAR_PORT to an address that is free.`,
  }),

  // Service tokens
  'sidecar/token-name-taken': entry<{ name: string; environment: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.environment} has a token ${JSON.stringify(d.name)} that is in force. Give the new one another name, or revoke that one first.`,
  }),
  'sidecar/token-not-found': entry<{ token: string; environment: string }>({
    kind: 'not-found',
    message: (d) =>
      `${d.environment} has no token ${JSON.stringify(d.token)} that is in force. "crosswalk token list" shows those that there are.`,
  }),

  // Who is calling
  'sidecar/no-token': entry<object>({
    kind: 'unauthenticated',
    message: () =>
      'The request has no token. Send one in the header Authorization, as in "Authorization: Bearer …".',
  }),
  'sidecar/bad-token': entry<{ problem: string }>({
    kind: 'unauthenticated',
    message: (d) => `The token in the header Authorization is not accepted: ${d.problem}. Get a new one.`,
  }),
  'sidecar/wrong-agent': entry<{ agent: string }>({
    kind: 'forbidden',
    message: (d) =>
      `This token is not for the agent ${JSON.stringify(d.agent)}. Use one that "crosswalk token new" has made for it.`,
  }),
  'sidecar/operators-only': entry<object>({
    kind: 'forbidden',
    message: () =>
      'This page is for operators. Send the token of CROSSWALK_SIDECAR_OPERATIONS_TOKEN, or, where none is set, ask from the machine itself.',
  }),

  // Requests
  'sidecar/no-route': entry<{ method: string; path: string }>({
    kind: 'not-found',
    message: (d) =>
      `There is nothing at ${d.method} ${JSON.stringify(d.path)}. /openapi.json has all routes.`,
  }),
  'sidecar/bad-request': entry<{ problem: string }>({
    kind: 'usage',
    message: (d) => `The request cannot be read: ${d.problem}. Correct it and send it again.`,
  }),
  'sidecar/invalid': entry<{ problems: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `The request is not as /openapi.json wants it: ${d.problems.join('; ')}. Correct it and send it again.`,
  }),
  'sidecar/too-large': entry<{ limitBytes: number }>({
    kind: 'too-large',
    message: (d) => `The body is larger than ${d.limitBytes} bytes. Send less.`,
  }),
  'sidecar/unsupported': entry<{ found: string }>({
    kind: 'unsupported',
    message: (d) =>
      `The body is of the type ${JSON.stringify(d.found)}. Send JSON, with "Content-Type: application/json" and no Content-Encoding.`,
  }),
  'sidecar/too-many': entry<{ limit: number; seconds: number }>({
    kind: 'too-many',
    retryable: true,
    message: (d) =>
      `More than ${d.limit} requests within a minute. Wait for ${d.seconds} seconds and go on more slowly.`,
  }),
  'sidecar/busy': entry<object>({
    kind: 'unreachable',
    retryable: true,
    message: () => 'The sidecar has more requests under way than it takes at once. Try again in a moment.',
  }),
  'sidecar/unavailable': entry<object>({
    kind: 'unreachable',
    retryable: true,
    message: () => 'The sidecar cannot do this at the moment. Nothing was changed. Try again in a moment.',
  }),
  'sidecar/timed-out': entry<{ limitMs: number }>({
    kind: 'unreachable',
    retryable: true,
    message: (d) =>
      `The request took longer than ${d.limitMs} ms and was given up. Look at what is there before you try it again.`,
  }),

  // Configs
  'sidecar/config-not-found': entry<{ agent: string }>({
    kind: 'not-found',
    message: (d) =>
      `This user has no config for the agent ${JSON.stringify(d.agent)}. Make one by POST /api/v1/walker-agents/config.`,
  }),
  'sidecar/unknown-agent': entry<{ agent: string }>({
    kind: 'not-found',
    message: (d) =>
      `There is no agent ${JSON.stringify(d.agent)} here, or no release of it yet. Correct the name, or have it released first.`,
  }),
  'sidecar/unknown-version': entry<{ agent: string; version: string }>({
    kind: 'not-found',
    message: (d) =>
      `There is no released version ${d.version} of the agent ${d.agent}. GET …/migration-status names the one that is open.`,
  }),
  'sidecar/unknown-person': entry<{ problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The config cannot belong to the tenant and user of this token: ${d.problem}. Sign up with the application first.`,
  }),
  'sidecar/config-exists': entry<{ agent: string }>({
    kind: 'conflict',
    message: (d) =>
      `This user has a config for the agent ${d.agent} already; it was left as it is. Change it by PUT.`,
  }),
  'sidecar/changed-since': entry<{ etag: string }>({
    kind: 'changed-since',
    message: (d) =>
      `The config has changed since it was read; nothing was overwritten. Read it again, make the change anew and send it with If-Match: ${d.etag}.`,
  }),
  'sidecar/no-if-match': entry<object>({
    kind: 'unconditional',
    message: () =>
      'The request does not say which state of the config it changes. Send the ETag of the answer that it was read from in the header If-Match.',
  }),
  'sidecar/fixed-member': entry<{ members: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `A config keeps its ${d.members.map((name) => `/${name}`).join(' and ')}. Send it as it was read; another version comes by a migration.`,
  }),
  'sidecar/does-not-fit': entry<{ version: string; problems: readonly { path: string; problem: string }[] }>({
    kind: 'refused',
    message: (d) =>
      `The config does not fit the schema of version ${d.version}: ${d.problems
        .map(({ path, problem }) => `${path === '' ? 'the config' : JSON.stringify(path)} ${problem}`)
        .join('; ')}. Correct that and send it again.`,
  }),
  'sidecar/foreign-secret': entry<{ path: string }>({
    kind: 'refused',
    message: (d) =>
      `What stands at ${JSON.stringify(d.path)} of the config is encrypted, or stands for a secret, and is none of this user's. Write the secret itself.`,
  }),
  'sidecar/no-schema': entry<{ agent: string; version: string }>({
    kind: 'conflict',
    message: (d) =>
      `Nobody knows the schema of ${d.agent} ${d.version} here, so a config of it cannot be checked, and was not changed. Move it to a released version first.`,
  }),

  // Migrating one config
  'sidecar/not-open': entry<{ agent: string; version: string }>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `Version ${d.version} of ${d.agent} is not open for this tenant yet. The config stays as it is and works; try again later.`,
  }),
  'sidecar/goes-back': entry<{ from: string; to: string }>({
    kind: 'conflict',
    message: (d) =>
      `The config is at version ${d.from}, which is newer than ${d.to}. Going back takes a rollback by an operator.`,
  }),
  'sidecar/held': entry<{ version: string; reason: string }>({
    kind: 'conflict',
    message: (d) =>
      `The config was not moved to version ${d.version}: ${d.reason}. It stays as it is until somebody has looked at it.`,
  }),
  'sidecar/migration-failed': entry<{ version: string; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The config could not be moved to version ${d.version}: ${d.problem}. It stays as it was, and works as before.`,
  }),

  // Running a flow
  'sidecar/no-langflow': entry<object>({
    kind: 'unreachable',
    message: () =>
      'This service knows no Langflow, so it runs no flows. Set CROSSWALK_LANGFLOW_URL and CROSSWALK_LANGFLOW_API_KEY, and start it again.',
  }),
  'sidecar/flow-not-published': entry<{ agent: string; version: string }>({
    kind: 'conflict',
    message: (d) =>
      `The flow of ${d.agent} ${d.version}, which fits this config, is not in Langflow; nothing was run. Have an operator publish it: \`crosswalk flow publish ${d.agent}@${d.version}\`.`,
  }),
  'sidecar/variables-missing': entry<{ agent: string; version: string; variables: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `The flow of ${d.agent} ${d.version} needs ${d.variables.join(', ')}, and neither the config nor its default has a value for that; nothing was run. Set it in the config.`,
  }),
  'sidecar/not-injectable': entry<{ agent: string; version: string; problems: readonly string[] }>({
    kind: 'conflict',
    message: (d) =>
      `The flow of ${d.agent} ${d.version} cannot be given all of this config, and was not run: ${d.problems.join('; ')}. Have the flow or its variables mended, or set another value.`,
  }),
  'sidecar/tweaks-refused': entry<{ agent: string; version: string; fields: readonly string[] }>({
    kind: 'conflict',
    message: (d) =>
      `Langflow refuses to set fields of the flow of ${d.agent} ${d.version} for one run, and did not run it: ${d.fields.join(', ') || 'it names none'}. Have them bound to variables, or allowed there (LANGFLOW_TWEAKS_POLICY).`,
  }),
  'sidecar/langflow-away': entry<{ seconds: number }>({
    kind: 'unreachable',
    retryable: true,
    message: (d) =>
      `Langflow does not answer at the moment; nothing was run. Try again in ${d.seconds} seconds.`,
  }),
  'sidecar/langflow-refuses': entry<object>({
    kind: 'upstream',
    message: () =>
      'Langflow does not take what this service asks of it; nothing was run. The log has the code; look there under the request_id.',
  }),
  'sidecar/langflow-failed': entry<{ agent: string; version: string }>({
    kind: 'upstream',
    message: (d) =>
      `Langflow failed, or gave no answer that can be read. The flow of ${d.agent} ${d.version} may have run: look at what it has done before you run it again.`,
  }),
  'sidecar/flow-failed': entry<{ agent: string; version: string }>({
    kind: 'upstream',
    message: (d) =>
      `The flow of ${d.agent} ${d.version} failed while it ran. Langflow's own log names the component; look at what has been done before you run it again.`,
  }),
  'sidecar/run-cut': entry<{ agent: string; version: string }>({
    kind: 'upstream',
    message: (d) =>
      `The answer of Langflow broke off. The flow of ${d.agent} ${d.version} may have run: look at what it has done before you run it again.`,
  }),
  'sidecar/run-slow': entry<{ agent: string; version: string; limitMs: number }>({
    kind: 'upstream-slow',
    message: (d) =>
      `Langflow said nothing for ${d.limitMs} ms, and the run was given up. The flow of ${d.agent} ${d.version} may have run, or run still: look at what it has done before you run it again.`,
  }),
} as const
