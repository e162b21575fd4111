import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { ShapeId } from '../../shared/review/shape.ts'
import { configId, hashOf } from '../../test/support/workspace.ts'
import type { ReleaseRecord } from './ports/releases.ts'
import type { ReportFacts } from './ports/report.ts'
import type { ReleaseReport } from './report.ts'
import { leftToDo } from './report-left.ts'
import { renderReport } from './report-markdown.ts'

const record: ReleaseRecord = {
  id: '00000000-0000-4000-8000-000000000001',
  agent: 'seo',
  version: '2.0.0',
  digest: hashOf('bundle'),
  state: 'completed',
  author: 'ann@example.com',
  notes: 'Search Console',
  previewDigest: hashOf('preview'),
  createdAt: '2026-11-21 09:00:00+00',
  previewedAt: '2026-11-21 08:50:00+00',
  approvals: [
    { approver: 'bob@example.com', reason: 'read all shapes', approvedAt: '2026-11-21T11:30:00.5+02:00' },
  ],
  accepted: [
    {
      path: '/processing/temperature',
      shape: '56cc416313a9' as ShapeId,
      reason: 'The new model takes none | see 4711',
      who: 'ann@example.com',
      at: '2026-11-20T10:00:00Z',
      fits: hashOf('fits'),
      configs: 12,
    },
  ],
}

const at = (time: string): string => `2026-11-21T${time}Z`

const facts: ReportFacts = {
  generatedAt: at('12:00:00'),
  counts: {
    configs: 1200,
    migrated: 1190,
    unchanged: 3,
    drifted: 8,
    held: 5,
    failed: 2,
    restored: 0,
    keptEdits: 0,
    conflicts: 0,
    readBack: 0,
  },
  tenants: 400,
  timeline: [
    { at: at('09:00:00'), who: 'ann@example.com', action: 'release.propose', detail: {} },
    {
      at: at('09:30:00'),
      who: 'bob@example.com',
      action: 'release.approve',
      detail: { reason: 'read all shapes' },
    },
    {
      at: at('09:59:00'),
      who: 'operator',
      action: 'backup.create',
      detail: { sha256: hashOf('backup'), configs: '1197', moment: at('09:58:00') },
    },
    { at: at('10:00:00'), who: 'operator', action: 'release.rolling_out', detail: {} },
    { at: at('10:04:00'), who: 'operator', action: 'release.completed', detail: {} },
  ],
  waves: [
    {
      wave: 1,
      tenants: 400,
      migrated: 1190,
      held: 5,
      failed: 2,
      undone: 0,
      begun: at('10:00:01'),
      ended: at('10:03:59'),
    },
  ],
  shapes: [
    { shape: '56cc416313a9', summary: 'rename /a to /b', proposed: 1100, migrated: 1095 },
    { shape: '1111aaaa2222', summary: 'add /c', proposed: 97, migrated: 95 },
  ],
  troubles: [
    {
      state: 'held',
      reason: 'nobody has reviewed this shape',
      shape: 'aaaa0000bbbb',
      configs: 5,
      examples: [configId(1)],
    },
    {
      state: 'failed',
      reason: 'code threw <b>"x"</b>',
      shape: null,
      configs: 2,
      examples: [configId(2), configId(3)],
    },
  ],
  warnings: [{ feature: 'crawler', configs: 40, actionRequired: true }],
  edits: [],
  conflicts: [],
  versions: [
    { version: '2.0.0', configs: 1193 },
    { version: '1.0.0', configs: 7 },
  ],
  verification: {
    release: 'seo@2.0.0',
    digest: hashOf('bundle'),
    environment: 'staging',
    passed: true,
    who: 'bob@example.com',
    at: '2026-11-20T16:00:00.000Z',
    checks: [{ name: 'smoke: health', ok: true, detail: 'status 200', seconds: 0.1 }],
  },
}

const report = (change: Partial<ReleaseReport>): ReleaseReport => {
  const whole = {
    release: 'seo@2.0.0',
    environment: 'production',
    about: 'release',
    record,
    facts,
    findings: null,
    ...change,
  } as const
  return { ...whole, left: leftToDo(whole.record, whole.facts) }
}

const released = report({
  findings: [
    {
      code: 'CW205',
      severity: 'warning',
      place: '/thresholds',
      message: 'the round trip differs',
      remedy: 'Look at it',
      configs: 4,
    },
  ],
})

const rolledBack = report({
  about: 'rollback',
  record: { ...record, state: 'rolled_back', accepted: [] },
  facts: {
    ...facts,
    counts: { ...facts.counts, restored: 1150, keptEdits: 30, conflicts: 2 },
    timeline: [
      ...facts.timeline,
      {
        at: at('11:10:00'),
        who: 'operator',
        action: 'rollback.begin',
        detail: { emergency: 'wrong answers since 10:40' },
      },
      { at: at('11:10:01'), who: 'operator', action: 'release.rolling_back', detail: {} },
      { at: at('11:14:00'), who: 'operator', action: 'release.rolled_back', detail: {} },
    ],
    waves: facts.waves.map((wave) => ({ ...wave, undone: 1182 })),
    troubles: [
      ...facts.troubles,
      {
        state: 'not taken back',
        reason: 'a place is occupied',
        shape: '56cc416313a9',
        configs: 8,
        examples: [configId(9)],
      },
    ],
    warnings: [],
    edits: [
      { outcome: 'aside', paths: 3, configs: 2 },
      { outcome: 'both-sides', paths: 2, configs: 2 },
      { outcome: 'kept', paths: 41, configs: 30 },
      { outcome: 'restored', paths: 96, configs: 32 },
    ],
    conflicts: [configId(7), configId(8)],
    verification: null,
  },
})

for (const [name, value] of [
  ['release', released],
  ['rollback', rolledBack],
] as const) {
  test(`the report after a ${name} is a page that a person can read`, async () => {
    const file = new URL(`../../test/golden/report/${name}.md`, import.meta.url)
    const page = renderReport(value)
    if (process.env.UPDATE_GOLDEN) await writeFile(file, page)
    assert.equal(await readFile(file, 'utf8'), page, 'run it with UPDATE_GOLDEN=1')
  })
}

test('what is left to do follows from the state, and is nothing once all is well', () => {
  const clean = { ...facts, counts: { ...facts.counts, held: 0, failed: 0 }, troubles: [], warnings: [] }
  const left = (state: ReleaseRecord['state']) => leftToDo({ ...record, state }, clean)
  assert.deepEqual(left('completed'), [])
  assert.match(left('paused')[0] ?? '', /push seo@2\.0\.0/)
  assert.match(left('rolling_back')[0] ?? '', /rollback seo@2\.0\.0/)
  assert.match(left('approved')[0] ?? '', /Nothing was pushed yet/)
})
