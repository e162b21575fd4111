import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { catalogue } from '../../shared/errors/catalogue.ts'
import { statusOf } from '../../shared/errors/index.ts'
import { type Ended, type Surroundings, startNode } from '../../test/support/command-line.ts'

const temporary = mkdtempSync(join(tmpdir(), 'crosswalk-cli-'))
after(() => rmSync(temporary, { recursive: true }))

/** The run loop itself in a process of its own, with one command `work` whose `run` has this body. */
function start(
  body: string,
  words: readonly string[] = [],
  options: Surroundings = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const script = `
    import { command } from '${join(import.meta.dirname, 'command.ts')}'
    import { runCommandLine } from '${join(import.meta.dirname, 'run.ts')}'
    import { fail, CrosswalkError } from '${join(import.meta.dirname, '../../shared/errors/index.ts')}'
    const work = command({
      name: 'work', summary: 'Work', arguments: {}, options: {},
      async run(context) { const { signal, print, progress, services, who } = context; ${body} },
      show: (result) => result.lines ?? ['done'],
      status: (result) => result.refused ? 3 : 0,
    })
    const compose = async () => { console.error('opened'); return { close: async () => console.error('closed') } }
    process.exitCode = await runCommandLine(process.argv.slice(1), { groups: {}, commands: [work] }, { version: '1.2.3', compose })
  `
  return startNode(['--input-type=module', '-e', script, 'work', ...words], {
    cwd: temporary,
    ...options,
    env: { TMPDIR: temporary, ...options.env },
  })
}

const run = (body: string, words?: readonly string[], options?: Surroundings): Promise<Ended> =>
  start(body, words, options).ended

describe('the result', () => {
  test('is shown as lines, and with --json is one object on one line', async () => {
    const plain = await run(`print('on the way'); return { lines: ['one', 'two'] }`)
    assert.deepEqual(plain, { status: 0, signal: null, stdout: 'on the way\none\ntwo\n', stderr: '' })
    const json = await run(`print('on the way'); return { lines: ['one', 'two'] }`, ['--json'])
    assert.deepEqual(json, { status: 0, signal: null, stdout: '{"lines":["one","two"]}\n', stderr: '' })
  })

  test('can itself be a refusal', async () => {
    const { status, stdout } = await run(`return { refused: true }`, ['--json'])
    assert.equal(status, 3)
    assert.deepEqual(JSON.parse(stdout), { refused: true })
  })

  test('comes after the services were closed', async () => {
    const { stdout, stderr } = await run(`await services(); await services(); return {}`)
    assert.equal(stderr, 'opened\nclosed\n')
    assert.equal(stdout, 'done\n')
  })
})

describe('a failure', () => {
  const kinds = Object.entries({
    'general/usage': { problem: 'No', remedy: 'Say yes' },
    'general/file-exists': { file: 'a.json' },
    'release/author-approves': { release: 'seo@2.0.0', who: 'Ada' },
    'workspace/not-found': { dir: '/nowhere' },
    'production/no-database': { environment: 'production', place: 'host:5432/db' },
  })
  test('of every kind is among those tried', () => {
    const tried = new Set(kinds.map(([code]) => catalogue[code as keyof typeof catalogue].kind))
    assert.deepEqual(tried, new Set(['usage', 'conflict', 'refused', 'not-found', 'unreachable']))
  })
  for (const [code, data] of kinds) {
    const { exit } = statusOf(code as keyof typeof catalogue)
    test(`of the kind of ${code} ends with ${exit}, its message, and with --json its code and data`, async () => {
      const body = `await services(); fail('${code}', ${JSON.stringify(data)})`
      const plain = await run(body)
      assert.equal(plain.status, exit)
      assert.equal(plain.stdout, '')
      const json = await run(body, ['--json'])
      assert.equal(json.status, exit)
      const { error } = JSON.parse(json.stdout)
      assert.deepEqual({ code: error.code, data: error.data }, { code, data })
      assert.equal(plain.stderr, `opened\nclosed\n${error.message}\n`)
    })
  }

  test('is red where colours are wanted, and there only', async () => {
    const red = (text: string): boolean => text.includes('\u001b[31m')
    const body = `fail('general/file-exists', { file: 'a.json' })`
    assert.equal(red((await run(body)).stderr), false)
    assert.equal(red((await run(body, [], { env: { FORCE_COLOR: '1' } })).stderr), true)
  })
})

describe('a bug', () => {
  const secrets = { TOKEN: 'tok-12345678', DATABASE_URL: 'postgresql://ada:hunter2@host/db' }
  const bug = `throw new Error('went wrong at ' + process.env.DATABASE_URL + ' with tok-12345678 for postgresql://bob:swordfish@other/db',
    { cause: Object.assign(new TypeError('the cause'), { detail: 'Key (email)=(eve@example.com)' }) })`

  const assertLogged = (log: string, reference: string) => {
    assert.match(log, new RegExp(reference))
    assert.match(log, /crosswalk work/)
    assert.match(log, /Error: went wrong at.*\n {4}at .*caused by TypeError: the cause/s)
    assert.doesNotMatch(log, /hunter2|tok-12345678|swordfish|eve@example/)
  }

  test('ends with 1 and a reference, under which a file of its own has the stack without secrets', async () => {
    const { status, stderr, stdout } = await run(bug, [], { env: secrets })
    assert.equal(status, 1)
    assert.equal(stdout, '')
    const [, reference = '', file = ''] = /reference (\w+)\)\. (\S+) has the details/.exec(stderr) ?? []
    assertLogged(readFileSync(file, 'utf8'), reference)
    assert.equal(statSync(file).mode & 0o77, 0)
    assert.doesNotMatch(stderr, /went wrong at/)
  })

  test('goes to the log of the workspace where there is one', async () => {
    const workspace = mkdtempSync(join(temporary, 'workspace-'))
    writeFileSync(join(workspace, 'crosswalk.json'), '{}')
    const first = await run(bug, ['--workspace', workspace, '--json'], { env: secrets })
    assert.equal(first.status, 1)
    const { error } = JSON.parse(first.stdout)
    assert.equal(error.code, 'general/bug')
    assert.equal(error.data.log, join(workspace, '.crosswalk/log'))
    await run(bug, ['--workspace', workspace], { env: secrets })
    const log = readFileSync(error.data.log, 'utf8')
    assertLogged(log, error.data.reference)
    assert.equal(log.match(/went wrong/g)?.length, 2)
  })

  test('outside of every promise is one too', async () => {
    for (const body of [
      `setTimeout(() => { throw new Error('late') }); await new Promise((resolve) => setTimeout(resolve, 5000))`,
      `Promise.reject(new Error('late')); await new Promise((resolve) => setTimeout(resolve, 5000))`,
    ]) {
      const { status, stderr } = await run(body)
      assert.equal(status, 1)
      assert.match(stderr, /^Something unexpected went wrong \(reference \w+\)/)
    }
  })

  test('that cannot be logged is still told', async () => {
    const { status, stderr } = await run(bug, [], { env: { TMPDIR: join(temporary, 'not-there') } })
    assert.equal(status, 1)
    assert.match(stderr, /could not be written to any log/)
  })
})

describe('cancelling', () => {
  const slow = `await services(); process.stdout.write('working\\n');
    await new Promise((resolve, reject) => {
      const timer = setInterval(() => {}, 1000)
      signal.addEventListener('abort', () => { clearInterval(timer); reject(signal.reason) })
    })`
  const stubborn = `process.stdout.write('working\\n'); setInterval(() => {}, 1000); await new Promise(() => {})`

  async function interrupt(
    body: string,
    signals: readonly NodeJS.Signals[],
    words: readonly string[] = [],
  ): Promise<Ended> {
    const { child, ended } = start(body, words)
    await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data')
    for (const signal of signals) {
      child.kill(signal)
      // A second signal of the same kind before the first was taken counts as one.
      await Promise.race([once(child.stderr as NonNullable<ChildProcess['stderr']>, 'data'), ended])
    }
    return ended
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`with ${signal} aborts the signal, closes what was opened and ends with 130`, async () => {
      const { status, stdout, stderr } = await interrupt(slow, [signal])
      assert.equal(status, 130)
      assert.equal(stdout, 'working\n')
      assert.equal(stderr, 'opened\nCancelling. Once more to stop at once.\nclosed\nCancelled.\n')
    })
  }

  test('prints no object with --json: cancelling is no error', async () => {
    const { child, ended } = start(slow, ['--json'])
    await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data')
    child.kill('SIGINT')
    assert.deepEqual(await ended, {
      status: 130,
      signal: null,
      stdout: 'working\n',
      stderr: 'opened\nclosed\n',
    })
  })

  test('a second time ends at once what does not listen', async () => {
    const { status, stderr } = await interrupt(stubborn, ['SIGINT', 'SIGINT'])
    assert.equal(status, 130)
    assert.equal(stderr, 'Cancelling. Once more to stop at once.\n')
  })

  test('still tells a failure that is not its own echo', async () => {
    const body = slow.replace(
      'reject(signal.reason)',
      `reject(new CrosswalkError('general/file-exists', { file: 'a.json' }))`,
    )
    const { status, stderr } = await interrupt(body, ['SIGINT'])
    assert.equal(status, 130)
    assert.match(stderr, /a\.json exists already/)
  })

  test('counts echoes wrapped by others, and in promises that nobody waits for, as no bug', async () => {
    const body = slow.replace(
      'reject(signal.reason)',
      `Promise.reject(signal.reason); setTimeout(() => reject(new Error('query failed', { cause: signal.reason })), 50)`,
    )
    const { status, stderr } = await interrupt(body, ['SIGINT'])
    assert.equal(status, 130)
    assert.match(stderr, /Cancelled\.\n$/)
    assert.doesNotMatch(stderr, /reference/)
  })

  test('that comes too late leaves the result as it is', async () => {
    const body = slow.replace('reject(signal.reason)', 'resolve()').concat('; return { lines: ["all done"] }')
    const { status, stdout } = await interrupt(body, ['SIGINT'])
    assert.equal(status, 0)
    assert.match(stdout, /all done/)
  })
})

describe('the output', () => {
  test('that nobody reads any more stops neither the work nor counts as an error', async () => {
    const body = `for (let i = 0; i < 2000; i++) print('x'.repeat(1000)); await new Promise((resolve) => setTimeout(resolve, 100));
      print('more'); console.error('worked to its end'); return {}`
    const { child, ended } = start(body)
    child.stdout?.destroy()
    const { status, stderr } = await ended
    assert.equal(stderr, 'worked to its end\n')
    assert.equal(status, 0)
  })

  test('on a full disk is told, and not taken for success', {
    skip: process.platform !== 'linux' && 'needs /dev/full',
  }, async () => {
    const { status, stderr } = await run('return {}', [], { stdout: openSync('/dev/full', 'w') })
    assert.equal(status, 3)
    assert.match(stderr, /The output could not be written: .*ENOSPC/)
  })

  test('has progress on stderr, as lines or with --json as objects, and nothing of it on stdout', async () => {
    const body = `for (let done = 0; done <= 4; done++) progress({ label: 'Pulling', done, total: 4, unit: 'configs' }); return {}`
    const plain = await run(body)
    assert.equal(plain.stdout, 'done\n')
    assert.match(
      plain.stderr,
      /^Pulling {2}0 % {2}0 of 4 configs\nPulling {2}100 % {2}4 of 4 configs[^\n]*\n$/,
    )
    const json = await run(body, ['--json'])
    assert.equal(json.stdout, '{}\n')
    const events = json.stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      events.map(({ label, done, total, unit }) => ({ label, done, total, unit })),
      [0, 4].map((done) => ({ label: 'Pulling', done, total: 4, unit: 'configs' })),
    )
  })
})

describe('who acts', () => {
  const who = async (words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> =>
    run('return { lines: [await who()] }', words, {
      env: { HOME: temporary, GIT_CONFIG_NOSYSTEM: '1', ...env },
    })

  test('is --as, else CROSSWALK_USER, else Git’s address, else the system’s user', async () => {
    const config = join(temporary, 'gitconfig')
    writeFileSync(config, '[user]\n\temail = git@example.com\n')
    const git = { GIT_CONFIG_GLOBAL: config, CROSSWALK_USER: '' }
    assert.equal((await who(['--as', 'Ada'], { ...git, CROSSWALK_USER: 'Bob' })).stdout, 'Ada\n')
    assert.equal((await who([], { ...git, CROSSWALK_USER: 'Bob' })).stdout, 'Bob\n')
    assert.equal((await who([], git)).stdout, 'git@example.com\n')
    const { status, stdout } = await who([], { ...git, GIT_CONFIG_GLOBAL: '/dev/null' })
    assert.equal(status, 0)
    assert.match(stdout, /^[^@\s]+\n$/)
  })

  test('may not be a name of nothing or of control characters', async () => {
    for (const name of [' ', 'a\u001bb']) assert.equal((await who(['--as', name], {})).status, 2)
  })
})

test('leaves no file behind but the logs of bugs', () => {
  const names = readdirSync(temporary).filter(
    (name) => !/^(workspace-|gitconfig|crosswalk-\w{8}\.log|node-compile-cache)/.test(name),
  )
  assert.deepEqual(names, [])
})
