import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')

/** The packages that a section's table names, in its order. */
function documented(heading: string): readonly string[] {
  const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
  const section = text.split(/^## /m).find((each) => each.startsWith(heading)) ?? ''
  return [...section.matchAll(/^\| `([^`]+)` \| [^|]+ \|[^|]+\|[^|]+\|$/gm)].map((match) => match[1] ?? '')
}

for (const [heading, key] of [
  ['At run time', 'dependencies'],
  ['For development', 'devDependencies'],
] as const) {
  test(`docs/dependencies.md has one line for each of ${key}, and for nothing else`, () => {
    const listed = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))[key]
    assert.deepEqual([...documented(heading)].sort(), Object.keys(listed).sort())
  })
}
