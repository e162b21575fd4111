import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { projectRoot } from './support/command-line.ts'
import { serverFolder } from './support/deserted.ts'

const readme = await readFile(join(projectRoot, 'README.md'), 'utf8')

test('the commands of "The same by hand" work as they are pasted, one after the other', async (t) => {
  const section = readme.split(/^## /m).find((each) => each.startsWith('The same by hand')) ?? ''
  const [inClone = '', ...inFolder] = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(
    (match) => match[1] ?? '',
  )
  assert.ok(inFolder.length >= 2)
  const folder = await serverFolder(t)
  const script = ['set -euo pipefail', inClone, 'cd "$FOLDER"', ...inFolder].join('\n')
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    cwd: projectRoot,
    env: { ...process.env, FOLDER: folder, NODE_TEST_CONTEXT: undefined, DATABASE_URL: undefined },
    maxBuffer: 16 * 1024 * 1024,
  })
  assert.match(stdout, /seo@2\.0\.0 in demo is completed: 200 configs migrated/)
  assert.match(stdout, /seo@2\.0\.0 in demo is rolled back: 200 configs restored exactly/)
})

test('every link of the README and the documentation leads to a file', async () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...[
      'architecture',
      'checks/README',
      'commands',
      'dependencies',
      'desktop',
      'guide',
      'how-it-works',
      'langflow',
      'migrations',
      'operations',
      'rights',
      'secrets',
      'sidecar',
      'workbench',
    ].map((name) => `docs/${name}.md`),
  ]
  for (const page of pages) {
    const text = await readFile(join(projectRoot, page), 'utf8')
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue
      const [path = '', anchor] = target.split('#')
      const file = join(projectRoot, page, '..', path)
      const place = path === '' ? join(projectRoot, page) : file
      assert.ok(existsSync(place), `${page} links to ${target}`)
      if (anchor !== undefined)
        assert.ok(anchorsOf(await readFile(place, 'utf8')).includes(anchor), `${page} links to ${target}`)
    }
  }
})

const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
