import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkPages, pageOf } from '../shared/checks/index.ts'
import { projectRoot } from './support/command-line.ts'

const folder = join(projectRoot, 'docs/checks')
const pages = checkPages()

test('docs/checks says what the catalogue of checks says', async () => {
  if (process.env.UPDATE_GOLDEN) for (const [name, text] of pages) await writeFile(join(folder, name), text)
  for (const [name, text] of pages)
    assert.equal(await readFile(join(folder, name), 'utf8'), text, `${name}: run it with UPDATE_GOLDEN=1`)
})

test('docs/checks has a page for every code, and no page of a code that there is not', async () => {
  assert.deepEqual((await readdir(folder)).sort(), [...pages.keys()].sort())
  assert.ok(pages.has(pageOf('CW104').replace('docs/checks/', '')))
})

test('every page has a message and a remedy in whole sentences, and two examples that differ', () => {
  for (const [name, text] of pages) {
    if (name === 'README.md') continue
    const [, message = ''] = /^> (.*)$/m.exec(text) ?? []
    assert.match(message, /^(?:[A-Z/].*)[.]$/, name)
    assert.match(text, /^\*\*What to do\.\*\* [A-Z].*\.$/m, name)
    const [wrong, right] = [...text.matchAll(/^```\w+\n([\s\S]*?)\n```$/gm)].map(([, example]) => example)
    assert.ok(wrong && right && wrong !== right, name)
  }
})
