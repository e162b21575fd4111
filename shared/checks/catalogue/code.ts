import { checkEntry } from './entry.ts'

/** What the text of a transform, or of the module around it, shows. */
export const codeChecks = {
  CW101: checkEntry<Record<string, never>>({
    title: 'Code without a way back',
    severity: 'warning',
    message: () => 'The transform has no down: there is no way back through it.',
    remedy: 'Write down, so that edits made after a push survive a rollback.',
    why: 'A config that nobody has edited since the push is restored from the history. One that was edited has to go back through the steps, and cannot: what the release touched becomes a conflict for its user.',
    sample: {},
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Two flags become a level',
  up: ({ strict, ...config }) => ({ ...config, level: strict ? 'high' : 'low' }),
}),`,
      right: `transform({
  summary: 'Two flags become a level',
  up: ({ strict, ...config }) => ({ ...config, level: strict ? 'high' : 'low' }),
  down: ({ level, ...config }) => ({ ...config, strict: level === 'high' }),
}),`,
    },
  }),
  CW104: checkEntry<{ path: string; by: string }>({
    title: 'A constant in the place of what users set',
    severity: 'warning',
    message: (d) => `${d.by} puts a constant in the place of ${d.path}, which users can set.`,
    remedy: 'Keep the value that is there and give the constant only where there is none, or use redefault.',
    why: 'Whoever had chosen a value gets the constant instead, and nothing tells them: the result fits every schema.',
    sample: { path: '/limits/cpc', by: 'The code' },
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Doubles the limit of a click',
  up: (config) => ({ ...config, limits: { ...config.limits, cpc: 4 } }),
  down: (config) => ({ ...config, limits: { ...config.limits, cpc: 2 } }),
}),`,
      right: "redefault('/limits/cpc', 2, 4),",
    },
  }),
  CW105: checkEntry<{ path: string }>({
    title: 'An object is replaced whole',
    severity: 'warning',
    message: (d) =>
      d.path === ''
        ? 'The code builds the config from an empty one: every setting that it does not name is gone.'
        : `The code replaces ${d.path} whole: every setting in it that the code does not name is gone.`,
    remedy: 'Spread what was there first, as in { ...config, … } and { ...config.limits, … }.',
    why: 'A spread is shallow: a nested object that is written anew takes the place of the old one, with all that customers have added to it.',
    sample: { path: '/limits' },
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Limits count in cents',
  up: (config) => ({ ...config, limits: { cpc: config.limits.cpc * 100 } }),
  down: (config) => ({ ...config, limits: { cpc: config.limits.cpc / 100 } }),
}),`,
      right: `transform({
  summary: 'Limits count in cents',
  up: (config) => ({ ...config, limits: { ...config.limits, cpc: config.limits.cpc * 100 } }),
  down: (config) => ({ ...config, limits: { ...config.limits, cpc: config.limits.cpc / 100 } }),
}),`,
    },
  }),
  CW106: checkEntry<{ name: string }>({
    title: 'Clock or randomness in code',
    severity: 'error',
    message: (d) => `${d.name} gives something else each time; in the sandbox it throws.`,
    remedy: 'Let the result depend on the config alone.',
    why: 'What was previewed and approved has to be what is pushed. Code that reads the clock or a random number gives another result at the push, so the sandbox has neither.',
    sample: { name: 'Date.now()' },
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Notes when it was migrated',
  up: (config) => ({ ...config, migrated_at: Date.now() }),
  down: ({ migrated_at, ...config }) => config,
}),`,
      right: "add('/migrated_at', null),",
    },
  }),
  CW107: checkEntry<{ name: string }>({
    title: 'Code reaches for what the sandbox does not have',
    severity: 'error',
    message: (d) => `The sandbox has no ${d.name}: the code would throw.`,
    remedy: 'Write what the code needs into the module; it sees its config and nothing else.',
    why: 'Authored code has no network, no files, no timers and no globals of ours. It would fail for every config that gets there.',
    sample: { name: 'process' },
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Region from the environment',
  up: (config) => ({ ...config, region: process.env.REGION }),
  down: ({ region, ...config }) => config,
}),`,
      right: "add('/region', 'eu'),",
    },
  }),
  CW108: checkEntry<Record<string, never>>({
    title: 'A loop without end',
    severity: 'error',
    message: () => 'Nothing in this loop ends it.',
    remedy: 'Loop over the items that there are, or leave the loop by break or return.',
    why: 'A call that takes longer than a second is ended, and that config fails. So does every other that gets there.',
    sample: {},
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Takes empty tags off the end',
  up: (config) => {
    while (true) config.tags.pop()
  },
  down: (config) => config,
}),`,
      right: `transform({
  summary: 'Takes empty tags off the end',
  up: (config) => {
    while (config.tags.at(-1) === '') config.tags.pop()
    return config
  },
}),`,
    },
  }),
  CW109: checkEntry<{ steps: readonly string[] }>({
    title: 'Code where lenses would do',
    severity: 'warning',
    message: (d) => `The transform does what steps can say: ${d.steps.join(', ')}.`,
    remedy: 'Write these steps in its place.',
    why: 'Lenses know where each value goes, have their way back by themselves, and are read by whoever approves. Code has to be probed for what it loses.',
    sample: { steps: ["rename('/budget', 'daily_budget')"] },
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Renames the budget',
  up: ({ budget, ...config }) => ({ ...config, daily_budget: budget }),
  down: ({ daily_budget, ...config }) => ({ ...config, budget: daily_budget }),
}),`,
      right: "rename('/budget', 'daily_budget'),",
    },
  }),
  CW117: checkEntry<{ path: string }>({
    title: 'Code writes what the engine keeps',
    severity: 'warning',
    message: (d) => `The code writes ${d.path}, which the engine keeps.`,
    remedy: 'Leave that member as it is: spread the config, and the engine writes it.',
    why: 'The engine writes /version after the steps and refuses a result with another /tenant_id. Code that writes them has most likely built the config from an empty one.',
    sample: { path: '/version' },
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Strict becomes a level',
  up: (config) => ({ ...config, version: '1.1.0', level: config.strict ? 'high' : 'low' }),
  down: ({ level, ...config }) => ({ ...config, strict: level === 'high' }),
}),`,
      right: `transform({
  summary: 'Strict becomes a level',
  up: (config) => ({ ...config, level: config.strict ? 'high' : 'low' }),
  down: ({ level, ...config }) => ({ ...config, strict: level === 'high' }),
}),`,
    },
  }),
  CW118: checkEntry<{ pattern: string }>({
    title: 'A regular expression that may take for ever',
    severity: 'warning',
    message: (d) => `${d.pattern} repeats a repetition: on some texts it takes longer than anyone can wait.`,
    remedy: 'Let each repetition begin with something that the one inside it cannot match.',
    why: 'A text of thirty characters is enough for seconds of work. The call is ended, and the config that has the text fails.',
    sample: { pattern: '/^(\\w+\\s?)+$/' },
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Drops names that are no words',
  up: (config) => (/^(\\w+\\s?)+$/.test(config.name) ? config : { ...config, name: '' }),
  down: (config) => config,
}),`,
      right: `transform({
  summary: 'Drops names that are no words',
  up: (config) => (/^\\w+(?:\\s\\w+)*$/.test(config.name) ? config : { ...config, name: '' }),
  down: (config) => config,
}),`,
    },
  }),
  CW119: checkEntry<{ name: string }>({
    title: 'State that does not last',
    severity: 'warning',
    message: (d) =>
      `A function writes ${d.name}, which stands outside it: every call begins with its first value.`,
    remedy: 'Compute it from the config within the call.',
    why: 'Every call runs the module anew, so that no config can tell anything of another. A counter or a cache at the top level is always as it began.',
    sample: { name: 'count' },
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Numbers the configs',
  up: (config) => ({ ...config, number: count++ }),
  down: ({ number, ...config }) => config,
}),`,
      right: "add('/number', 0),",
    },
  }),
  CW132: checkEntry<Record<string, never>>({
    title: 'A way back that does nothing',
    severity: 'warning',
    message: () => 'The down of this transform gives back what it is given, though up changes the config.',
    remedy: 'Undo in down what up does, or leave down out, so that nobody relies on it.',
    why: 'A config that was edited after the push comes back through down. One that does nothing leaves the new form under the old version.',
    sample: {},
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Strict becomes a level',
  up: ({ strict, ...config }) => ({ ...config, level: strict ? 'high' : 'low' }),
  down: (config) => config,
}),`,
      right: `transform({
  summary: 'Strict becomes a level',
  up: ({ strict, ...config }) => ({ ...config, level: strict ? 'high' : 'low' }),
  down: ({ level, ...config }) => ({ ...config, strict: level === 'high' }),
}),`,
    },
  }),
  CW133: checkEntry<Record<string, never>>({
    title: 'A failure that is passed over',
    severity: 'warning',
    message: () => 'This catch does nothing: a config on which the code fails goes through as if it had not.',
    remedy:
      'Let the error out, so that the preview shows for which configs the code fails, or handle the case.',
    why: 'A config that fails is left as it is and is told of. One whose failure is passed over is pushed half-migrated.',
    sample: {},
    example: {
      in: 'ts',
      wrong: `transform({
  summary: 'Counts the words of the tone',
  up: (config) => {
    try {
      config.tone_words = config.tone.split(' ').length
    } catch {}
    return config
  },
  down: ({ tone_words, ...config }) => config,
}),`,
      right: `transform({
  summary: 'Counts the words of the tone',
  up: (config) => {
    config.tone_words = config.tone.split(' ').length
    return config
  },
  down: ({ tone_words, ...config }) => config,
}),`,
    },
  }),
} as const
