import { Command as Commander, CommanderError, Option as CommanderOption, Help } from 'commander'
import { CrosswalkError } from '../../shared/errors/index.ts'
import type { Command } from './command.ts'

/** All commands, and what the groups among them are about (`flow` of `flow import`). */
export type CommandTable = {
  readonly groups: { readonly [name: string]: string }
  readonly commands: readonly Command[]
}

/** What every command takes, beside `--json`, which is known before the words are read. */
export type CommonOptions = {
  readonly workspace: string
  readonly as: string | undefined
}

export type Invocation =
  | {
      readonly kind: 'run'
      readonly command: Command
      readonly input: object
      readonly common: CommonOptions
    }
  /** Asked for: the text goes to stdout. */
  | { readonly kind: 'text'; readonly text: string }

const PROGRAM = 'crosswalk'

const COMMON: readonly (readonly [flags: string, about: string])[] = [
  ['--workspace <DIR>', 'folder of the workspace (default: .)'],
  ['--json', 'print the result as one JSON object, progress as JSON lines on stderr'],
  ['--as <NAME>', 'who acts (default: CROSSWALK_USER, Git’s user.email, the system’s user)'],
]

/**
 * Reads the words of a command line by the table.
 *
 * Raises `general/usage` and what the `read` of an argument or option raises.
 */
export function parseCommandLine(words: readonly string[], table: CommandTable, version: string): Invocation {
  let text = ''
  let invocation: Invocation | undefined
  const program = new Commander(PROGRAM)
  program
    .description('Change a shared Langflow agent without losing what each customer has made of it.')
    .version(version, '-V, --version', 'print the version')
    // So that a command may have an option of the same name: `flow import --version`.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (written) => {
        text += written
      },
      writeErr: () => undefined,
    })
    .configureHelp({
      helpWidth: 100,
      subcommandTerm: (leaf) => [pathOf(leaf), ...leaf.registeredArguments.map(argumentTerm)].join(' '),
      subcommandDescription: (leaf) => leaf.summary(),
      formatHelp: (of, helper) => {
        // One look at the program shows every command, those within groups too. Only there: what is visible
        // is also what a mistyped command is compared with.
        const whole = Object.assign(Object.create(helper), {
          visibleCommands: () => of.commands.flatMap(leavesOf),
        })
        return Help.prototype.formatHelp.call(helper, of, of === program ? whole : helper)
      },
    })
    .helpCommand(false)
    .helpOption('-h, --help', 'show this')
  addCommon(program)
  for (const command of table.commands) {
    const names = command.name.split(' ')
    const [group, name = group] = names
    const parent = names.length === 1 ? program : groupOf(program, group ?? '', table.groups)
    const leaf = parent.command(name ?? '')
    describe(leaf, command)
    leaf.action(() => {
      const given = leaf.processedArgs as readonly unknown[]
      const input = inputOf(command, given, leaf.opts())
      invocation = { kind: 'run', command, input, common: commonOf(program, leaf) }
    })
  }
  // What one sees who just types the name.
  if (words.length === 0) return { kind: 'text', text: program.helpInformation() }
  try {
    program.parse(words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { kind: 'text', text }
    throw usageError(error, words, table)
  }
  // Commander either calls an action or throws.
  return invocation ?? { kind: 'text', text }
}

function groupOf(program: Commander, name: string, groups: CommandTable['groups']): Commander {
  const there = program.commands.find((each) => each.name() === name)
  if (there !== undefined) return there
  return program.command(name).description(groups[name] ?? '')
}

const leavesOf = (of: Commander): readonly Commander[] => (of.commands.length === 0 ? [of] : of.commands)

const pathOf = (leaf: Commander): string =>
  leaf.parent?.parent ? `${leaf.parent.name()} ${leaf.name()}` : leaf.name()

const argumentTerm = (argument: { required: boolean; name(): string }): string =>
  argument.required ? argument.name() : `[${argument.name()}]`

function describe(leaf: Commander, { summary, details = [], arguments: words, options }: Command): void {
  leaf.summary(summary).description([`${summary}.`, ...details].join('\n'))
  for (const [name, { about, optional }] of Object.entries(words)) {
    leaf.argument(optional ? `[${name.toUpperCase()}]` : `<${name.toUpperCase()}>`, about)
  }
  for (const [name, { about, value, required }] of Object.entries(options)) {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    const option = new CommanderOption(value === undefined ? flag : `${flag} <${value}>`, about)
    leaf.addOption(required ? option.makeOptionMandatory() : option)
  }
  leaf.optionsGroup('Common options:')
  addCommon(leaf)
}

function addCommon(to: Commander): void {
  for (const [flags, about] of COMMON) to.option(flags, about)
}

function commonOf(program: Commander, leaf: Commander): CommonOptions {
  // The nearer one counts: `crosswalk --workspace a status --workspace b` is about b.
  const { workspace = '.', as } = { ...program.opts(), ...leaf.opts() }
  return { workspace, as }
}

function inputOf(command: Command, given: readonly unknown[], options: Record<string, unknown>): object {
  const read = (spec: { read?: (text: string) => unknown }, value: unknown): unknown =>
    typeof value === 'string' && spec.read ? spec.read(value) : value
  const input: Record<string, unknown> = {}
  for (const [at, [name, spec]] of Object.entries(command.arguments).entries())
    input[name] = read(spec, given[at])
  for (const [name, spec] of Object.entries(command.options)) {
    input[name] = read(spec, options[name] ?? (spec.value === undefined ? false : undefined))
  }
  return input
}

/** Commander's message as our catalogue has it: what is wrong, and what to do. */
function usageError(error: CommanderError, words: readonly string[], table: CommandTable): CrosswalkError {
  const path = commandPath(words, table)
  const help = `\`${[PROGRAM, ...path, '--help'].join(' ')}\``
  if (error.code === 'commander.help') {
    const problem = `\`${[PROGRAM, ...path].join(' ')}\` needs another word after it`
    return new CrosswalkError('general/usage', { problem, remedy: `${help} lists what may follow.` })
  }
  const [first = '', second = ''] = error.message.replace(/^error: /, '').split('\n')
  const problem = first.charAt(0).toUpperCase() + first.slice(1).replace(/\.$/, '')
  const suggestion = second.replace(/^\((.*)\)$/, '$1 ')
  return new CrosswalkError('general/usage', { problem, remedy: `${suggestion}See ${help}.` })
}

/** As many of the first words as name a group or a command. */
function commandPath(words: readonly string[], { commands }: CommandTable): readonly string[] {
  const path: string[] = []
  for (const word of words) {
    const longer = [...path, word].join(' ')
    if (commands.some(({ name }) => name === longer || name.startsWith(`${longer} `))) path.push(word)
    else if (path.length > 0) break
  }
  return path
}
