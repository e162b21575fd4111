import assert from 'node:assert/strict'
import { glob, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureBuilt } from '../main/web/built.ts'
import { parseAgentName } from '../shared/config/agent.ts'
import { crosswalk, projectRoot, startNode } from './support/command-line.ts'
import { serverFolder, untilDeserted } from './support/deserted.ts'
import { terminalPicture } from './support/terminal-picture.ts'
import { enterBy, openWindow } from './support/web-client.ts'

const TENANTS = 300

test('the demonstration tells the whole story, loses no setting and leaves nothing behind', async (t) => {
  const temporary = await serverFolder(t)
  const running = crosswalk(['demo', '--json', '--tenants', String(TENANTS)], {
    env: { TMPDIR: temporary, TEMP: temporary },
  })
  const ended = running.then(() => 'ended')
  // The data are in the folder that is removed, and not where only the server's account gets to.
  const isThere = async (name: string): Promise<boolean> => {
    for await (const _ of glob(`crosswalk-demo-*/.crosswalk/postgres/demo/${name}`, { cwd: temporary }))
      return true
    return false
  }
  let inside = false
  while (!inside && (await Promise.race([ended, sleep(20)])) === undefined) inside = await isThere('data')
  assert.ok(inside)

  const { status, stdout, stderr } = await running
  assert.equal(status, 0, stderr)
  const { careless, mended, push, rollback, reckoning, ...rest } = JSON.parse(stdout)
  assert.deepEqual([rest.tenants, rest.workspace], [TENANTS, null])

  assert.ok(careless.silent_drops > 0 && careless.paths > 0)
  assert.equal(careless.refused, 'release/blocked')
  assert.deepEqual([mended.silent_drops, mended.exact, mended.differing], [0, TENANTS, 0])
  assert.ok(mended.shapes > 1)

  assert.equal(push.state, 'completed')
  assert.equal(push.failed, 0)
  assert.equal(push.migrated + push.held + push.unchanged + push.failed, TENANTS)
  assert.equal(rollback.state, 'rolled_back')
  assert.ok(rollback.restored > 0 && rollback.kept_edits > 0)
  assert.equal(rollback.restored + rollback.kept_edits + rollback.conflicts, push.migrated)

  assert.equal(reckoning.configs, TENANTS)
  assert.ok(reckoning.settings > TENANTS)
  assert.deepEqual([reckoning.lost, reckoning.edits_lost, reckoning.misplaced], [0, 0, 0])
  assert.equal(reckoning.edits, TENANTS / 5)
  assert.equal(reckoning.edits_kept + reckoning.edits_aside, reckoning.edits)

  for (const line of stderr.trimEnd().split('\n')) assert.equal(JSON.parse(line).unit, 'configs')
  // Our code without its types stays, for whatever starts next.
  const code = `crosswalk-${process.getuid?.() ?? 'user'}`
  const left = (await readdir(temporary)).filter((name) => name.startsWith('crosswalk') && name !== code)
  assert.deepEqual(left, [])
  await untilDeserted(temporary)
})

test('for a person it is eight stages of short lines, and with --dir its workspace stays', async (t) => {
  const folder = await serverFolder(t)
  const dir = join(folder, 'ws')
  const { status, stdout } = await crosswalk(['demo', '--tenants', '1', '--dir', dir])
  assert.equal(status, 0)
  const lines = stdout.split('\n')
  assert.deepEqual(lines.map((line) => /^(\d) {2}/.exec(line)?.[1]).filter(Boolean), [
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    '8',
  ])
  for (const line of lines) assert.ok(line.length <= 100 || line.includes(dir), line)
  assert.doesNotMatch(stdout, /undefined|NaN|\b1 (configs|users|settings|findings|shapes|edits)\b/)
  assert.match(stdout, /settings lost +0\n/)

  // The picture in the README is of another run: other figures under the same headings.
  const withoutFigures = (text: string): string => text.replace(/\d[\d,]*/g, '#')
  const picture = withoutFigures(await readFile(join(projectRoot, 'docs/demo.svg'), 'utf8'))
  for (const [, heading = ''] of stdout.matchAll(/^\d {2}(.*)$/gm))
    assert.ok(
      picture.includes(`>${withoutFigures(heading)}<`),
      `node test/support/terminal-picture.ts, for: ${heading}`,
    )

  assert.ok((await readdir(dir)).includes('crosswalk.json'))

  const again = await crosswalk(['demo', '--tenants', '1', '--dir', dir])
  assert.equal(again.status, 3)
})

test('npm start ends with a link to the workbench on it, with work under way, and leaves nothing behind', async (t) => {
  await ensureBuilt({ signal: AbortSignal.timeout(120_000), building: () => {} })
  const temporary = await serverFolder(t)
  const words = [join(projectRoot, 'bin/crosswalk.js'), 'demo', '--workbench', '--tenants', '40']
  const { child, ended } = startNode(words, {
    env: { TMPDIR: temporary, TEMP: temporary, CROSSWALK_USER: 'carol' },
  })
  t.after(() => void child.kill('SIGKILL'))
  let stdout = ''
  child.stdout?.on('data', (text: string) => {
    stdout += text
  })
  let link: string | undefined
  while (link === undefined && child.exitCode === null) {
    await sleep(50)
    link = /^Open (http:\S+)$/m.exec(stdout)?.[1]
  }
  assert.ok(link, stdout)
  const { api, socket } = await openWindow(link, await enterBy(link))
  t.after(() => socket.terminate())
  assert.equal((await api.session.get()).who, 'carol')
  const releases = (await api.environments.overview({ environment: 'demo' })).releases
  const state = (name: string) => releases.find((one) => one.release === name)?.state
  assert.deepEqual(['seo@2.0.0', 'seo@1.2.0', 'content@1.1.0'].map(state), [
    'rolled_back',
    'rolling_out',
    'proposed',
  ])
  const previews = await api.previews.list({ agent: parseAgentName('audience_intelligence') })
  assert.equal(previews[0]?.state, 'complete')
  socket.close()

  child.kill('SIGINT')
  const { status, stderr } = await ended
  assert.equal(status, 0, stderr)
  const code = `crosswalk-${process.getuid?.() ?? 'user'}`
  assert.deepEqual(
    (await readdir(temporary)).filter((name) => name.startsWith('crosswalk') && name !== code),
    [],
  )
  await untilDeserted(temporary)
})

test('the picture keeps columns, colours and every character', () => {
  const esc = String.fromCharCode(0x1b)
  const picture = terminalPicture(`a  ${esc}[32m${esc}[1m<b> & c${esc}[22m d${esc}[39m e`, 'A "title"')
  assert.match(picture, /<title>A &#34;title&#34;<\/title>/)
  const texts = [...picture.matchAll(/<text x="([\d.]+)".*?textLength="([\d.]+)"(.*?)>(.*?)<\/text>/g)]
  assert.deepEqual(
    texts.map(([, x, length, look, text]) => [
      x,
      length,
      look?.includes('bold'),
      /fill="(.*?)"/.exec(look ?? '')?.[1],
      text,
    ]),
    [
      ['20', '7.8', false, undefined, 'a'],
      ['43.4', '54.6', true, '#56d364', '&#60;b&#62; &#38; c'],
      ['105.8', '7.8', false, '#56d364', 'd'],
      ['121.4', '7.8', false, undefined, 'e'],
    ],
  )
})
