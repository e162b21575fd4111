import { checkEntry } from './entry.ts'

/** The documents of a version, and what the flow and its users lose from one to the next. */
export const versionChecks = {
  CW120: checkEntry<{ path: string; problem: string }>({
    title: 'A default config does not fit its schema',
    severity: 'error',
    silence: 'never',
    message: (d) => `The default config does not fit its schema: ${d.path || 'the top'} ${d.problem}.`,
    remedy: 'Mend the default config or the schema.',
    why: 'A new user would begin with a config that the next check refuses.',
    sample: { path: '/limit', problem: 'must be number' },
    example: { in: 'json', wrong: '{ "limit": "many" }', right: '{ "limit": 5 }' },
  }),
  CW121: checkEntry<{ path: string; schema: string; config: string }>({
    title: 'A default that differs from the schema',
    severity: 'warning',
    silence: 'never',
    message: (d) =>
      `The schema says that ${d.path} is ${d.schema} by default, the default config has ${d.config}.`,
    remedy: 'Make the two say the same.',
    why: 'Forms show the default of the schema, new users get that of the default config. One of the two is wrong.',
    sample: { path: '/retries', schema: '5', config: '3' },
    example: {
      in: 'json',
      wrong: '{ "properties": { "retries": { "type": "integer", "default": 5 } } }',
      right: '{ "properties": { "retries": { "type": "integer", "default": 3 } } }',
    },
  }),
  CW122: checkEntry<{ name: string; path: string | undefined }>({
    title: 'A required variable without a source',
    severity: 'error',
    silence: 'never',
    message: (d) =>
      d.path === undefined
        ? `The flow needs the variable ${d.name}, which has neither a path in the config nor a default.`
        : `The flow needs the variable ${d.name}, but its path ${d.path} is in neither schema nor default config, and it has no default.`,
    remedy:
      'Give it the path of the setting that feeds it, or a default, in required_variables of the .meta.json.',
    why: 'The flow runs with the variable empty, for every tenant.',
    sample: { name: 'MICROSERVICE_URL', path: '/data_sources/url' },
    example: {
      in: 'json',
      wrong: '{ "name": "TONE", "type": "string", "required": true, "path": "/tonality" }',
      right: '{ "name": "TONE", "type": "string", "required": true, "path": "/tone" }',
    },
  }),
  CW123: checkEntry<{ name: string; path: string }>({
    title: 'The path of a variable leads nowhere',
    severity: 'warning',
    silence: 'never',
    message: (d) =>
      `The variable ${d.name} is fed from ${d.path}, which is in neither schema nor default config: it always has its default.`,
    remedy: 'Correct the path in required_variables of the .meta.json.',
    why: 'Users set the value in one place and the flow reads it from another.',
    sample: { name: 'RETRIES', path: '/retry' },
    example: {
      in: 'json',
      wrong: '{ "name": "RETRIES", "type": "number", "default": 3, "path": "/retry" }',
      right: '{ "name": "RETRIES", "type": "number", "default": 3, "path": "/retries" }',
    },
  }),
  CW124: checkEntry<{ name: string; node: string; version: string; before: string }>({
    title: 'A variable that is gone is still used by the flow',
    severity: 'error',
    silence: 'never',
    message: (d) =>
      `The flow of ${d.version} still takes ${d.name} (${d.node}), but its required_variables no longer have it, as those of ${d.before} did.`,
    remedy: 'Declare the variable with its path again, or take it out of the flow.',
    why: 'Nothing feeds the variable any more: the flow runs with it empty, or fails.',
    sample: { name: 'TONE', node: 'Prompt, field tone', version: '1.1.0', before: '1.0.0' },
    example: {
      in: 'json',
      wrong: '{ "required_variables": [] }',
      right: '{ "required_variables": [{ "name": "TONE", "type": "string", "path": "/tone" }] }',
    },
  }),
  CW125: checkEntry<{ path: string }>({
    title: 'A setting is removed without a word to its users',
    severity: 'warning',
    message: (d) => `${d.path}, which users can set, is removed, and nobody is told.`,
    remedy:
      'Use deprecate with a feature and a message, which tells those who used it; or move the value where it belongs.',
    why: 'A remove is a declared loss: the team sees it, the user does not. Whoever had set the value finds out by its effect.',
    sample: { path: '/limits/cpa' },
    example: {
      in: 'ts',
      wrong: "remove('/limits/cpa'),",
      right:
        "deprecate('/limits/cpa', { feature: 'Limit of an acquisition', message: 'Set a budget instead.' }),",
    },
  }),
  CW126: checkEntry<{ what: string; version: string; path: string }>({
    title: 'A feature of the flow is gone without a word to its users',
    severity: 'warning',
    message: (d) =>
      `The flow of ${d.version} no longer has ${d.what}, and ${d.path} stays in the config without effect.`,
    remedy:
      'Use deprecate for the setting, so that those who used it are told, or feed it to what took its place.',
    why: 'The setting is still there and looks as if it did something.',
    sample: { what: 'the variable TONE', version: '1.1.0', path: '/tone' },
    example: {
      in: 'ts',
      wrong: "add('/region', 'eu'), // the flow no longer takes TONE",
      right: "deprecate('/tone', { feature: 'Tone', message: 'Put it into the prompt instead.' }),",
    },
  }),
  CW127: checkEntry<{ version: string; missing: string }>({
    title: 'A version without schema or default config',
    severity: 'warning',
    silence: 'never',
    message: (d) =>
      `There is no ${d.missing} of ${d.version}: much of what these checks look at cannot be seen.`,
    remedy: 'Write it, so that results can be checked and customisations told from defaults.',
    why: 'Without a schema no result can be refused, and without a default config every value counts as the customer’s own.',
    sample: { version: '1.1.0', missing: 'schema' },
    example: {
      in: 'text',
      wrong: 'flows/seo/1.1.0.json',
      right: 'flows/seo/1.1.0.json\nschemas/seo/1.1.0.json\ndefaults/seo/1.1.0.json',
    },
  }),
} as const
