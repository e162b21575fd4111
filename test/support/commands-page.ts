// docs/commands.md, made from the command table, so that it says what `--help` says.

import type { Command, Option } from '../../main/cli/command.ts'
import { commandTable } from '../../main/cli/commands.ts'

const HEAD = `# Commands

<!-- Made from the command table: UPDATE_GOLDEN=1 node --test test/docs.test.ts -->

\`crosswalk <command>\`, in the folder of a workspace. Every command takes these options too:

| option | |
|---|---|
| \`--workspace DIR\` | folder of the workspace; the current one where it is left out |
| \`--json\` | the result as one JSON object on stdout, progress as one JSON object a line on stderr |
| \`--as NAME\` | who acts: for releases, the history and the audit log. Else \`CROSSWALK_USER\`, Git’s \`user.email\`, the system’s user |
| \`--help\` | what the command does and takes |

A command ends with a status that says what happened. With \`--json\` a failure prints
\`{ "error": { "code", "message", "data" } }\` on stdout.

| status | meaning |
|---|---|
| 0 | done |
| 1 | a bug of Crosswalk: the message has a reference, the log the details |
| 2 | the command line, or a file that was given, is not as it has to be |
| 3 | refused by a check or a gate, or by a state that does not allow it |
| 4 | there is no such thing |
| 5 | the environment cannot be reached |
| 130 | cancelled: the first Ctrl-C ends cleanly, a second one at once |

Two results that scripts rely on. \`preview --json\` gives \`preview\`, \`agent\`, \`to\`, \`snapshot\`, \`configs\`, \`migrated\`,
\`unchanged\`, \`failed\`, \`digest\`, \`shapes\` (\`id\`, \`count\`, \`summary\`, \`operations\`, \`example\`), \`losses\` (\`path\`,
\`class\`, \`configs\`, \`step\`), \`findings\` (\`code\`, \`severity\`, \`place\`, \`message\`, \`remedy\`, \`configs\`) and
\`round_trip\` (\`exact\`, \`differing\`). \`push --json\` and \`rollback --json\` give \`release\`, \`environment\`, \`state\`,
\`configs\`, \`migrated\`, \`unchanged\`, \`drifted\`, \`held\`, \`failed\`, \`restored\`, \`kept_edits\`, \`conflicts\` and
\`seconds\`, zero where it does not apply.
`

/** The page as it has to be. */
export const commandsPage = (): string => [HEAD, ...commandTable.commands.map(section)].join('\n')

function section(command: Command): string {
  const { name, summary, details = [], arguments: words, options } = command
  const usage = [
    'crosswalk',
    name,
    ...Object.entries(words).map(([word, { optional }]) => wordOf(word, optional)),
    ...usageOf(options),
  ]
  const rows = [
    ...Object.entries(words).map(([word, { about, optional }]) => [wordOf(word, optional), about]),
    ...Object.entries(options).map(([option, spec]) => [
      flagOf(option, spec),
      spec.about + (spec.required ? ' (required)' : ''),
    ]),
  ]
  const table =
    rows.length === 0
      ? []
      : ['', '| | |', '|---|---|', ...rows.map(([term, about]) => `| \`${term}\` | ${about} |`)]
  return [`## ${name}`, '', '```', usage.join(' '), '```', '', `${summary}.`, ...details, ...table, ''].join(
    '\n',
  )
}

const wordOf = (word: string, optional: true | undefined): string =>
  optional ? `[${word.toUpperCase()}]` : word.toUpperCase()

const flagOf = (name: string, { value }: Option): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}${value === undefined ? '' : ` ${value}`}`

/** The options that a command cannot do without, and that there are others. */
const usageOf = (options: Command['options']): readonly string[] => [
  ...Object.entries(options)
    .filter(([, { required }]) => required)
    .map(([name, option]) => flagOf(name, option)),
  ...(Object.values(options).every(({ required }) => required) ? [] : ['[options]']),
]
