import { checkEntry } from './entry.ts'

/** The module as a whole, its place in the workspace and in the version graph. */
export const graphChecks = {
  CW100: checkEntry<{ problem: string }>({
    title: 'The module cannot be loaded',
    severity: 'error',
    silence: 'never',
    message: (d) => d.problem,
    remedy: 'Mend the module.',
    why: 'A module that cannot be loaded has no steps, so nothing else can be said of it. The others are checked all the same.',
    sample: { problem: 'Expression expected. Mend the module.' },
    example: {
      in: 'ts',
      wrong: "import { readFileSync } from 'node:fs'\n\nexport default { steps: [] }",
      right:
        "import { add, defineMigration } from 'crosswalk'\n\nexport default defineMigration({\n  // …\n})",
    },
  }),
  CW110: checkEntry<{ from: string; to: string; files: readonly string[] }>({
    title: 'Two migrations lead from one version to the other',
    severity: 'error',
    message: (d) => `Two migrations lead from ${d.from} to ${d.to}: ${d.files.join(' and ')}.`,
    remedy: 'Keep one of them.',
    why: 'Which of the two a config goes through would be left to chance, and with it what becomes of a setting.',
    sample: {
      from: '1.0.0',
      to: '1.1.0',
      files: ['migrations/seo/1.0.0__1.1.0.ts', 'migrations/seo/1.0.0__1.2.0.ts'],
    },
    example: {
      in: 'text',
      wrong:
        'migrations/seo/1.0.0__1.1.0.ts   says 1.0.0 to 1.1.0\nmigrations/seo/1.0.0__1.2.0.ts   says 1.0.0 to 1.1.0, copied and not changed',
      right:
        'migrations/seo/1.0.0__1.1.0.ts   says 1.0.0 to 1.1.0\nmigrations/seo/1.1.0__1.2.0.ts   says 1.1.0 to 1.2.0',
    },
  }),
  CW111: checkEntry<{ from: string; to: string }>({
    title: 'A migration goes down in version',
    severity: 'error',
    message: (d) => `The migration goes down: ${d.to} is not later than ${d.from}.`,
    remedy: 'Write it the other way round; the way back comes from the same steps.',
    why: 'Every migration goes up. The way down is the same steps backwards, with what forward had put aside; a second one, written by hand, would know nothing of that.',
    sample: { from: '1.1.0', to: '1.0.0' },
    example: {
      in: 'ts',
      wrong: "from: '1.1.0',\nto: '1.0.0',\nsteps: [rename('/limits/max_cpc', 'cpc')],",
      right: "from: '1.0.0',\nto: '1.1.0',\nsteps: [rename('/limits/cpc', 'max_cpc')],",
    },
  }),
  CW112: checkEntry<{ versions: readonly string[] }>({
    title: 'Versions lead to one another in a circle',
    severity: 'error',
    silence: 'never',
    message: (d) => `The versions ${d.versions.join(', ')} lead to one another in a circle.`,
    remedy: 'Remove the migration that goes back.',
    why: 'In a circle no version is the later one, so there is no telling where a config should end.',
    sample: { versions: ['1.0.0', '1.1.0'] },
    example: {
      in: 'text',
      wrong: 'migrations/seo/1.0.0__1.1.0.ts\nmigrations/seo/1.1.0__1.0.0.ts',
      right: 'migrations/seo/1.0.0__1.1.0.ts',
    },
  }),
  CW113: checkEntry<{ version: string; to: string }>({
    title: 'No path leads from a version to the latest',
    severity: 'warning',
    silence: 'never',
    message: (d) => `No migrations lead from ${d.version} to ${d.to}: configs of that version stay behind.`,
    remedy: 'Write the missing migration, or leave it if no config has that version any more.',
    why: 'A release to the latest version leaves configs of such a version where they are, and their users on the old flow.',
    sample: { version: '1.0.0', to: '2.0.0' },
    example: {
      in: 'text',
      wrong:
        'flows/seo/1.0.0.json, flows/seo/1.1.0.json, flows/seo/2.0.0.json\nmigrations/seo/1.1.0__2.0.0.ts',
      right:
        'flows/seo/1.0.0.json, flows/seo/1.1.0.json, flows/seo/2.0.0.json\nmigrations/seo/1.0.0__1.1.0.ts\nmigrations/seo/1.1.0__2.0.0.ts',
    },
  }),
  CW114: checkEntry<{ agent: string; known: readonly string[] }>({
    title: 'The agent is not declared',
    severity: 'error',
    silence: 'never',
    message: (d) =>
      `The workspace has no agent ${JSON.stringify(d.agent)}; it has ${d.known.length > 0 ? d.known.join(', ') : 'none'}.`,
    remedy:
      'Correct the name of the folder and of the agent, or add the agent under /agents of crosswalk.json.',
    why: 'No preview and no release ever looks into the folder of an agent that crosswalk.json does not declare: the migration would wait there unnoticed.',
    sample: { agent: 'soe', known: ['seo', 'content'] },
    example: {
      in: 'text',
      wrong: 'migrations/soe/1.0.0__1.1.0.ts',
      right: 'migrations/seo/1.0.0__1.1.0.ts',
    },
  }),
  CW115: checkEntry<{ says: string; expected: string }>({
    title: 'The module and its path disagree',
    severity: 'error',
    message: (d) => `The module says ${d.says}, its path says ${d.expected}.`,
    remedy: 'Make them agree: rename the file, or mend agent, from and to.',
    why: 'The path is how a migration is found. One that says something else would be run on configs of another agent or version.',
    sample: { says: 'seo 1.0.0 to 1.1.0', expected: 'seo 1.1.0 to 1.2.0' },
    example: {
      in: 'ts',
      wrong: "// migrations/seo/1.1.0__1.2.0.ts\nagent: 'seo',\nfrom: '1.0.0',\nto: '1.1.0',",
      right: "// migrations/seo/1.1.0__1.2.0.ts\nagent: 'seo',\nfrom: '1.1.0',\nto: '1.2.0',",
    },
  }),
  CW116: checkEntry<{ version: string; end: 'from' | 'to' }>({
    title: 'A version that has no flow',
    severity: 'warning',
    message: (d) =>
      d.end === 'to'
        ? `The migration leads to ${d.version}, of which the workspace has no flow.`
        : `The migration begins at ${d.version}, of which the workspace has no flow.`,
    remedy: 'Import the flow of that version, or correct the version.',
    why: 'A migration to a version without a flow gives configs that nothing can run; one that begins at such a version most likely has a mistake in its number.',
    sample: { version: '1.1.1', end: 'to' },
    example: {
      in: 'ts',
      wrong: "from: '1.0.0',\nto: '1.1.1', // flows/seo has 1.0.0 and 1.1.0",
      right: "from: '1.0.0',\nto: '1.1.0',",
    },
  }),
} as const
