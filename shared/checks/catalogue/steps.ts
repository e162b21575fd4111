import { checkEntry } from './entry.ts'

/** What the steps show, beside the schemas and default configs of both versions. */
export const stepChecks = {
  CW102: checkEntry<{ path: string }>({
    title: 'A table that is not one-to-one',
    severity: 'warning',
    message: (d) => `The table of ${d.path} is not one-to-one: values that were told apart no longer are.`,
    remedy:
      'Give each value one of its own, or accept that the original comes back only from the complement.',
    why: 'On the way back a value that two lead to becomes the first of them, wherever no complement tells: in a config that was made after the push, or edited since.',
    sample: { path: '/pacing' },
    example: {
      in: 'ts',
      wrong: "convert('/pacing', [['even', 'standard'], ['slow', 'standard']]),",
      right: "convert('/pacing', [['even', 'standard'], ['slow', 'cautious']]),",
    },
  }),
  CW103: checkEntry<{ change: string }>({
    title: 'A strong change under a patch version',
    severity: 'warning',
    message: (d) => `The migration is ${d.change}, but only the patch part of the version goes up.`,
    remedy: 'Raise the minor or major part, so that users see that more has changed.',
    why: 'A patch promises that nothing of a user changes its meaning. Converting, code and removing break that promise.',
    sample: { change: 'deprecating' },
    example: {
      in: 'ts',
      wrong: "from: '1.0.0',\nto: '1.0.1',\nsteps: [convert('/limits/cpc', { scale: 100 })],",
      right: "from: '1.0.0',\nto: '1.1.0',\nsteps: [convert('/limits/cpc', { scale: 100 })],",
    },
  }),
  CW131: checkEntry<Record<string, never>>({
    title: 'A migration that says nothing of itself',
    severity: 'warning',
    message: () => 'The summary is empty.',
    remedy: 'Say in one line what changes for users.',
    why: 'The summary is what the version graph, the release and its approver show first.',
    sample: {},
    example: {
      in: 'ts',
      wrong: "summary: '',",
      right: "summary: 'Search Console; the confidence score becomes a threshold',",
    },
  }),
  CW134: checkEntry<{ path: string }>({
    title: 'A hoist that does not name its keys',
    severity: 'warning',
    message: (d) =>
      `The hoist of ${d.path} does not name its keys: on the way back only a complement tells which they were.`,
    remedy: "Name the keys that are meant, as in hoist('/refresh/slot', ['at', 'timezone']).",
    why: 'A config that was made after the push has no complement. Without the keys, the object is not made again for it.',
    sample: { path: '/refresh/slot' },
    example: {
      in: 'ts',
      wrong: "hoist('/refresh/slot'),",
      right: "hoist('/refresh/slot', ['at', 'timezone']),",
    },
  }),
  CW140: checkEntry<{ path: string; versions: string }>({
    title: 'A path that no schema has',
    severity: 'warning',
    message: (d) =>
      `Neither schema nor default config of ${d.versions} has ${d.path}, and no step before makes it.`,
    remedy: 'Correct the path; the schemas of both versions say what there is.',
    why: 'A step on a path that is not there does nothing, and that is no error. The setting that was meant stays where it was, and the new flow does not find it.',
    sample: { path: '/treshold', versions: '1.0.0 and 1.1.0' },
    example: {
      in: 'ts',
      wrong: "rename('/limits/cpm', 'max_cpm'),",
      right: "rename('/limits/cpc', 'max_cpc'),",
    },
  }),
  CW141: checkEntry<{ from: string; to: string }>({
    title: 'A move to a place that is taken',
    severity: 'error',
    message: (d) => `${d.from} cannot go to ${d.to}: in the default config something stands there.`,
    remedy: 'Move or remove the other value first, or choose another target.',
    why: 'A step never overwrites. Where its target is taken it fails, and the config is left as it is; a default config that collides means that nearly every config does.',
    sample: { from: '/limits/cpc', to: '/limits/cpa' },
    example: {
      in: 'ts',
      wrong: "rename('/limits/cpc', 'cpa'),",
      right: "rename('/limits/cpc', 'max_cpc'),",
    },
  }),
  CW142: checkEntry<{ from: string; to: string }>({
    title: 'A move to a place that may be taken',
    severity: 'warning',
    message: (d) => `${d.from} cannot go to ${d.to} in a config that has both, as the schema allows.`,
    remedy: 'Move or remove the other value first, or choose another target.',
    why: 'Configs that have both values fail, and a preview that has one of them blocks the proposal.',
    sample: { from: '/nickname', to: '/title' },
    example: {
      in: 'ts',
      wrong: "rename('/nickname', 'title'),",
      right: "rename('/title', 'long_title'),\nrename('/nickname', 'title'),",
    },
  }),
  CW143: checkEntry<{ problem: string }>({
    title: 'A step that does nothing',
    severity: 'warning',
    message: (d) => `The step does nothing: ${d.problem}.`,
    remedy: 'Leave it out, or correct it.',
    why: 'Whoever reads the migration believes that something happens here. Where it was meant to, it does not.',
    sample: { problem: 'what it adds, step 2 takes away again' },
    example: {
      in: 'ts',
      wrong: "add('/push', { enabled: false }),\nremove('/push'),",
      right: "add('/push', { enabled: false }),",
    },
  }),
  CW144: checkEntry<{ problem: string }>({
    title: 'Steps in the wrong order',
    severity: 'warning',
    message: (d) => `The order of the steps matters here: ${d.problem}.`,
    remedy: 'Put the steps into the order in which things happen: each sees what those before it left.',
    why: 'The order of these two changes the result. A member is added only to an object that is there, and a value that has moved is no longer at its old place.',
    sample: { problem: '/execution/auto is not there yet, so this step does nothing; after step 2 it would' },
    example: {
      in: 'ts',
      wrong: "add('/execution/auto', false),\nadd('/execution', {}),",
      right: "add('/execution', {}),\nadd('/execution/auto', false),",
    },
  }),
  CW135: checkEntry<{ path: string; problem: string; version: string; before: string }>({
    title: 'What the old schema allows, the new one does not',
    severity: 'warning',
    message: (d) =>
      `A config that fits the schema of ${d.before} need not fit that of ${d.version} once it is migrated: ${d.path || 'the config'} ${d.problem}.`,
    remedy: 'Convert or move the value in a step, or allow it in the target schema.',
    why: 'Users may have what the old schema allows. Their configs then fail the check of the preview (CW202), which blocks the proposal.',
    sample: { path: '/nickname', problem: 'must be number', version: '1.1.0', before: '1.0.0' },
    example: {
      in: 'ts',
      wrong: "add('/region', 'eu'), // and /nickname has become a number",
      right: "add('/region', 'eu'),\nmove('/nickname', '/labels/nickname'),",
    },
  }),
  CW145: checkEntry<{ path: string; problem: string; version: string; which: string }>({
    title: 'The result does not fit the target schema',
    severity: 'error',
    message: (d) =>
      `${d.which} does not fit the schema of ${d.version} once it is migrated: ${d.path || 'the config'} ${d.problem}.`,
    remedy: 'Mend the value or the path in the step, or the schema if it is too narrow.',
    why: 'Every config that takes this way fails the check of the preview (CW202), which blocks the proposal.',
    sample: { path: '/region', problem: 'must be string', version: '1.1.0', which: 'The default config' },
    example: {
      in: 'ts',
      wrong: "add('/region', 5), // the schema says: a string",
      right: "add('/region', 'eu'),",
    },
  }),
  CW146: checkEntry<{ path: string; version: string; found: string; expected: string }>({
    title: 'The migrated default is not the new default',
    severity: 'warning',
    message: (d) =>
      `Who never changed anything has ${d.found} at ${d.path} once migrated, and the default config of ${d.version} has ${d.expected}.`,
    remedy: 'Add or redefault the value in the migration, or correct the default config.',
    why: 'Users who have left everything as it was should get what new users get. A difference is either a step that is missing or a default config that was forgotten.',
    sample: { path: '/retries', version: '1.1.0', found: '3', expected: '5' },
    example: {
      in: 'ts',
      wrong: "add('/region', 'us'), // the default config of 1.1.0 has: eu",
      right: "add('/region', 'eu'),",
    },
  }),
  CW147: checkEntry<{ path: string; from: string; actual: string }>({
    title: 'A redefault from what is not the default',
    severity: 'warning',
    message: (d) =>
      `The step changes ${d.path} where it is ${d.from}, but the default config has ${d.actual} there.`,
    remedy: 'Give the old default as it stands in the default config of the version before.',
    why: 'Those who have the default keep the old one, and those who chose the other value lose their choice.',
    sample: { path: '/retries', from: '2', actual: '3' },
    example: {
      in: 'ts',
      wrong: "redefault('/retries', 2, 5), // the default config has 3",
      right: "redefault('/retries', 3, 5),",
    },
  }),
  CW148: checkEntry<{ path: string; values: string }>({
    title: 'A table that leaves values out',
    severity: 'warning',
    message: (d) =>
      `The table of ${d.path} leaves out ${d.values}, which the old schema allows and the new one does not.`,
    remedy: 'Add these values to the table, or allow them in the target schema.',
    why: 'A value that the table does not have stays as it is (CW210), and the config then does not fit the new schema.',
    sample: { path: '/pacing', values: '"slow"' },
    example: {
      in: 'ts',
      wrong: "convert('/pacing', [['even', 'standard'], ['fast', 'accelerated']]),",
      right: "convert('/pacing', [['even', 'standard'], ['fast', 'accelerated'], ['slow', 'cautious']]),",
    },
  }),
  CW149: checkEntry<{ condition: string; problem: string }>({
    title: 'A condition that never holds',
    severity: 'warning',
    message: (d) => `The condition "${d.condition}" never holds: ${d.problem}.`,
    remedy: 'Correct the condition, or leave the when out.',
    why: 'The steps inside are never taken, though whoever reads the migration believes that they are.',
    sample: { condition: '/pacing is "quick"', problem: 'the schema allows "even", "fast", "slow"' },
    example: {
      in: 'ts',
      wrong: "when({ path: '/pacing', equals: 'quick' }, [add('/hurry', true)]),",
      right: "when({ path: '/pacing', equals: 'fast' }, [add('/hurry', true)]),",
    },
  }),
} as const
