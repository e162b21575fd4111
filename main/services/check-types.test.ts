import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { TypedEdge } from '../../shared/authoring/types/authoring-types.ts'
import { parseAgentName } from '../../shared/config/agent.ts'
import { parseVersion } from '../../shared/config/version.ts'
import { testFolder } from '../../test/support/workspace.ts'
import { SesSandbox } from '../sandbox/sandbox.ts'
import { openWorkspace } from '../workspace/open-workspace.ts'
import { writeStarter } from '../workspace/starter/write-starter.ts'
import { checkTypes } from './check-types.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

const sandbox = new SesSandbox({ cores: 1 })
after(() => sandbox.close())

const openStarter = async (t: Parameters<typeof testFolder>[0]): Promise<WorkspaceFiles> =>
  (await openWorkspace(await writeStarter(join(await testFolder(t), 'workspace')))).files

const edge = (agent: string, from: string, to: string): TypedEdge => ({
  agent: parseAgentName(agent),
  from: parseVersion(from),
  to: parseVersion(to),
})

const SEO = edge('seo', '1.0.0', '1.1.0')
const seo = (steps: string): string => `import { add, defineMigration, rename } from 'crosswalk'
import type { Elsewhere } from '../elsewhere.ts'
export const other: Elsewhere = 5
export default defineMigration({ agent: 'seo', from: '1.0.0', to: '1.1.0', summary: '', steps: [
${steps}
] })
`

test('the types of the starter’s migrations fit, all of them within seconds', async (t) => {
  const files = await openStarter(t)
  const begun = performance.now()
  const refs = await files.list('migration')
  for (const ref of refs) {
    const source = (await files.read(ref)).value
    assert.deepEqual(await checkTypes({ files, sandbox }, ref, source), [], files.pathOf(ref))
  }
  const tookMs = performance.now() - begun
  assert.equal(refs.length, 6)
  // Two seconds on two idle cores, starting the compiler included; the others' tests run beside this one.
  assert.ok(tookMs < 10_000, `${tookMs} ms`)
})

test('what does not fit is CW130 at its place, and types from elsewhere are none of its business', async (t) => {
  const files = await openStarter(t)
  const findings = await checkTypes(
    { files, sandbox },
    SEO,
    seo("rename('/threshold', 'x'),\n  add('/notifications/push', { enabled: 1 })"),
  )
  assert.deepEqual(
    findings.map(({ code, severity, file, line, column }) => ({ code, severity, file, line, column })),
    [
      { code: 'CW130', severity: 'error', file: 'migrations/seo/1.0.0__1.1.0.ts', line: 5, column: 8 },
      { code: 'CW130', severity: 'error', file: 'migrations/seo/1.0.0__1.1.0.ts', line: 6, column: 32 },
    ],
  )
  assert.match(findings[1]?.message ?? '', /'number' is not assignable to type 'boolean'/)
})

test('code that builds another config than the schema’s is found', async (t) => {
  const files = await openStarter(t)
  const source = await readFile('migrations/walker-careless/seo/1.2.0__2.0.0.ts', 'utf8')
  const [finding, ...more] = await checkTypes({ files, sandbox }, edge('seo', '1.2.0', '2.0.0'), source)
  assert.deepEqual(more, [])
  assert.match(finding?.message ?? '', /'integrations\.microservice_url'/)
})

test('a version without a schema lets everything through', async (t) => {
  const files = await openStarter(t)
  const source = seo("rename('/anything', 'x')").replace("to: '1.1.0'", "to: '9.0.0'")
  assert.deepEqual(await checkTypes({ files, sandbox }, edge('seo', '1.0.0', '9.0.0'), source), [])
})

test('types that take too long to check, or are nested too deeply, are a finding, and the next module is checked', async (t) => {
  const files = await openStarter(t)
  const hasty = new SesSandbox({ cores: 1, limits: { typesMs: 1_500 } })
  t.after(() => hasty.close())
  const parts = { files, sandbox: hasty }
  const endless = `type L<N extends number, R extends any[] = []> = R['length'] extends N ? R : L<N, [...R, any]>
type M<A extends any[]> = { [I in keyof A]: { [J in keyof A]: \`\${I & string}\${J & string}\` }[keyof A] }[keyof A]
export const q: M<L<999>> = 3`
  const [finding] = await checkTypes(parts, SEO, endless)
  assert.equal(finding?.code, 'CW130')
  assert.match(
    finding?.message ?? '',
    /was stopped as its types were checked: that did not end within 1500 ms/,
  )
  const [deep] = await checkTypes(parts, SEO, `export const s = ${'['.repeat(200_000)}`)
  assert.match(deep?.message ?? '', /nested too deeply/)
  assert.deepEqual(await checkTypes(parts, SEO, seo("add('/metadata', {})")), [])
})

test('checking types stops when it is no longer wanted', async (t) => {
  const files = await openStarter(t)
  const signal = AbortSignal.abort(new Error('enough'))
  await assert.rejects(checkTypes({ files, sandbox }, SEO, seo(''), { signal }), /enough/)
})
