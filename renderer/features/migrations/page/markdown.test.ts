import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPages } from '../../../../shared/checks/pages.ts'
import { blocksOf } from './markdown.ts'

test('every page of a finding is read whole: no mark of its form is left in the text', () => {
  for (const [name, page] of checkPages()) {
    if (name === 'README.md') continue
    const blocks = blocksOf(page)
    assert.equal(blocks[0]?.kind, 'heading', name)
    assert.ok(blocks.filter(({ kind }) => kind === 'code').length >= 2, name)
    for (const block of blocks) {
      if (block.kind === 'code') continue
      for (const { kind, text } of block.spans) {
        if (kind !== 'code') assert.doesNotMatch(text, /```|\*\*|<!--|\]\(|^#/, `${name}: ${text}`)
      }
    }
  }
})
