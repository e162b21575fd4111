import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readMarkdown } from './markdown.ts'

const text = (value: string) => ({ kind: 'text', text: value }) as const

test('headings, lists with boxes, and tables are told apart', () => {
  const page =
    '# A page\n\nSome **strong** words and `code`.\n\n- [ ] one\n- [x] two\n- three\n\n| A | B |\n|---|---|\n| 1 | 2 |\n'
  assert.deepEqual(readMarkdown(page), [
    { kind: 'heading', level: 1, inline: [text('A page')] },
    {
      kind: 'paragraph',
      inline: [
        text('Some '),
        { kind: 'strong', text: 'strong' },
        text(' words and '),
        { kind: 'code', text: 'code' },
        text('.'),
      ],
    },
    {
      kind: 'list',
      items: [
        { box: 'open', inline: [text('one')] },
        { box: 'done', inline: [text('two')] },
        { box: undefined, inline: [text('three')] },
      ],
    },
    { kind: 'table', head: [[text('A')], [text('B')]], rows: [[[text('1')], [text('2')]]] },
  ])
})

test('signs behind a backslash are themselves, also between the cells of a table', () => {
  const page =
    '| Who |\n|---|\n| ann \\| bob \\<img src=x onerror=alert(1)\\> \\*\\*not strong\\*\\* \\`no code\\` |\n'
  const [table] = readMarkdown(page)
  assert.ok(table?.kind === 'table')
  assert.deepEqual(table.rows, [[[text('ann | bob <img src=x onerror=alert(1)> **not strong** `no code`')]]])
})

test('whatever a page says, it comes out as text and never as markup of another kind', () => {
  fc.assert(
    fc.property(fc.string(), (page) => {
      for (const block of readMarkdown(page)) {
        assert.ok(['heading', 'paragraph', 'list', 'table'].includes(block.kind))
        for (const { kind } of 'inline' in block ? block.inline : []) {
          assert.ok(['text', 'strong', 'code'].includes(kind))
        }
      }
    }),
  )
})
