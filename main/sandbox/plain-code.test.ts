import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { testFolder } from '../../test/support/workspace.ts'

const run = promisify(execFile)
const OWN = `crosswalk-${process.getuid?.() ?? 'user'}`

/** What a process with this folder for temporary files starts its sandbox from, and what a migration in it gives. */
async function start(tmp: string): Promise<{ file: string | undefined; name: string }> {
  const script = `
    import { plainCode } from ${JSON.stringify(new URL('plain-code.ts', import.meta.url).href)}
    import { SesSandbox } from ${JSON.stringify(new URL('sandbox.ts', import.meta.url).href)}
    const sandbox = new SesSandbox({ cores: 1 })
    const source = "import { add, defineMigration } from 'crosswalk'; export default defineMigration({ agent: 'seo', from: '1.0.0', to: '1.1.0', summary: 'Adds.', steps: [add('/a', 1)] })"
    const { agent } = await sandbox.load(source, { file: 'a.ts' })
    await sandbox.close()
    console.log(JSON.stringify({ file: plainCode(), name: agent }))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: tmp },
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  })
  return JSON.parse(stdout)
}

test('code without types is made once, for this user alone, and processes start from it', async (t) => {
  const tmp = await testFolder(t)
  const { file, name } = await start(tmp)
  assert.equal(name, 'seo')
  assert.ok(file)
  assert.ok(file.startsWith(join(tmp, OWN)))
  const made = await stat(file)
  assert.equal(made.mode & 0o077, 0)
  const modules = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>
  assert.doesNotMatch(modules['main/sandbox/sandbox-process.ts'] ?? 'import type', /import type|: unknown/)
  assert.equal(modules['main/sandbox/pack.test.ts'], undefined)
  assert.equal((await start(tmp)).file, file)
  assert.equal((await stat(file)).mtimeMs, made.mtimeMs)
  assert.equal((await readdir(join(tmp, OWN))).length, 1)
})

test('a folder that others can write to, a link, or none at all is not used; processes start all the same', async (t) => {
  const [open, linked, none] = [await testFolder(t), await testFolder(t), await testFolder(t)]
  await mkdir(join(open, OWN))
  await chmod(join(open, OWN), 0o777)
  await symlink(open, join(linked, OWN))
  await writeFile(join(none, OWN), 'in the way')
  for (const tmp of [open, linked, none]) assert.deepEqual(await start(tmp), { name: 'seo' })
})
