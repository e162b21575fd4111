import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ErrorCode, isCrosswalkError } from '../../shared/errors/index.ts'
import { command } from './command.ts'
import { commandTable } from './commands.ts'
import { type CommandTable, parseCommandLine } from './parse.ts'

const parse = (words: string, table: CommandTable = commandTable) =>
  parseCommandLine(words.split(' ').filter(Boolean), table, '1.2.3')

const textOf = (words: string): string => {
  const parsed = parse(words)
  assert.equal(parsed.kind, 'text')
  return parsed.kind === 'text' ? parsed.text : ''
}

describe('help', () => {
  test('lists every command with its summary', () => {
    for (const words of ['', '--help', '-h']) {
      const text = textOf(words)
      for (const { name, summary } of commandTable.commands) {
        assert.ok(text.includes(`\n  ${name} `), name)
        assert.ok(text.replace(/\s+/g, ' ').includes(` ${summary}`), summary)
      }
    }
  })

  test('of every command tells its arguments, its options and what all take', () => {
    for (const { name, summary, arguments: words, options } of commandTable.commands) {
      const text = textOf(`${name} --help`)
      const flags = Object.keys(options).map(
        (key) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      )
      const names = [
        ...Object.keys(words).map((word) => word.toUpperCase()),
        ...flags,
        '--workspace',
        '--json',
        '--as',
      ]
      for (const each of [summary, ...names]) assert.ok(text.includes(each), `${name}: ${each}\n${text}`)
    }
  })

  test('of a group lists its commands', () => {
    for (const [group, about] of Object.entries(commandTable.groups)) {
      const text = textOf(`${group} --help`)
      assert.ok(text.includes(about))
      const within = commandTable.commands.filter(({ name }) => name.startsWith(`${group} `))
      assert.ok(within.length > 1)
      for (const { name } of within) assert.ok(text.includes(`  ${name} `), name)
    }
  })

  test('names each command once', () => {
    const names = commandTable.commands.map(({ name }) => name)
    assert.deepEqual([...new Set(names)], names)
    const groups = names.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0])
    assert.deepEqual(new Set(groups), new Set(Object.keys(commandTable.groups)))
  })

  test('does not stand in the way of an option of the same name', () => {
    assert.equal(textOf('--version'), '1.2.3\n')
    const parsed = parse('flow import a.json --agent seo --version 2.0.0')
    assert.deepEqual(parsed.kind === 'run' && parsed.input, {
      file: 'a.json',
      agent: 'seo',
      version: '2.0.0',
      name: undefined,
      replace: false,
    })
  })
})

describe('wrong usage', () => {
  const cases: readonly (readonly [words: string, code: ErrorCode, says: RegExp])[] = [
    ['flw', 'general/usage', /^Unknown command 'flw'\. Did you mean flow\? See `crosswalk --help`\.$/],
    [
      'flow lst',
      'general/usage',
      /^Unknown command 'lst'\. Did you mean list\? See `crosswalk flow --help`\.$/,
    ],
    [
      'flow',
      'general/usage',
      /^`crosswalk flow` needs another word after it\. `crosswalk flow --help` lists/,
    ],
    [
      'flow list --agnt seo',
      'general/usage',
      /^Unknown option '--agnt'\. Did you mean --agent\? See `crosswalk flow list --help`\.$/,
    ],
    [
      'flow show seo',
      'general/usage',
      /^Missing required argument 'VERSION'\. See `crosswalk flow show --help`\.$/,
    ],
    ['flow show seo 1.0.0 more', 'general/usage', /^Too many arguments.*See `crosswalk flow show --help`\.$/],
    [
      'push seo@2.0.0',
      'general/usage',
      /^Required option '--env <NAME>' not specified\. See `crosswalk push --help`\.$/,
    ],
    ['flow list --workspace', 'general/usage', /^Option '--workspace <DIR>' argument missing\. See /],
    ['--nope', 'general/usage', /^Unknown option '--nope'\. See `crosswalk --help`\.$/],
    ['history 1 --env demo', 'general/usage', /^"1" is no id of a config\. Write a UUID/],
    ['flow show SEO 1.0.0', 'config/bad-agent', /"SEO"/],
    ['flow show seo 1.0', 'config/bad-version', /"1\.0" is no flow version/],
    ['push seo --env demo', 'release/bad-name', /"seo" is no release/],
  ]
  for (const [words, code, says] of cases) {
    test(`\`crosswalk ${words}\` is told with what to do`, () => {
      assert.throws(
        () => parse(words),
        (error: unknown) => {
          assert.ok(isCrosswalkError(error, code), String(error))
          assert.match(error.message, says)
          return true
        },
      )
    })
  }
})

describe('what is common to all commands', () => {
  test('may stand before and after the command, where the nearer one counts', () => {
    const commonOf = (words: string) => {
      const parsed = parse(words)
      return parsed.kind === 'run' && parsed.common
    }
    const common = { workspace: 'a', as: 'Ada' }
    assert.deepEqual(commonOf('status --workspace a --as Ada'), common)
    assert.deepEqual(commonOf('--workspace a --as Ada status'), common)
    assert.deepEqual(commonOf('--workspace b --as Bob status --as Ada --workspace a'), common)
    assert.deepEqual(commonOf('status'), { workspace: '.', as: undefined })
  })
})

test('flags, values and arguments come as the command declares them', () => {
  const work = command({
    name: 'work on',
    summary: 'Work',
    arguments: { first: { about: 'a' }, secondOne: { about: 'b', optional: true, read: Number } },
    options: { dryRun: { about: 'c' }, size: { value: 'N', about: 'd', read: Number } },
    run: async () => ({}),
    show: () => [],
  })
  const table = { groups: { work: 'Work' }, commands: [work] }
  const inputOf = (words: string) => {
    const parsed = parse(words, table)
    return parsed.kind === 'run' && parsed.input
  }
  assert.deepEqual(inputOf('work on x'), { first: 'x', secondOne: undefined, dryRun: false, size: undefined })
  assert.deepEqual(inputOf('work on x 7 --dry-run --size 3'), {
    first: 'x',
    secondOne: 7,
    dryRun: true,
    size: 3,
  })
  assert.deepEqual(inputOf('work on -- --dry-run'), {
    first: '--dry-run',
    secondOne: undefined,
    dryRun: false,
    size: undefined,
  })
})
