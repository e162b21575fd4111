import { type CrosswalkError, isCrosswalkError } from '../../shared/errors/index.ts'
import type { Check } from './ports/database.ts'
import type { ListedKind, Workspace, WorkspaceFiles } from './ports/workspace.ts'

const KINDS: readonly ListedKind[] = [
  'flow',
  'meta',
  'schema',
  'defaults',
  'migration',
  'release',
  'accepted',
  'checklist',
]

/** Looks over a workspace: whether every file of it can be read, and whether there are some that nobody will. */
export async function examineWorkspace(open: () => Promise<Workspace>): Promise<readonly Check[]> {
  let files: WorkspaceFiles
  try {
    files = (await open()).files
    await files.read({ kind: 'settings' })
  } catch (error) {
    return [{ name: 'workspace', ok: false, message: messageOf(error) }]
  }
  return [
    { name: 'workspace', ok: true, message: files.root },
    ...(await examineFiles(files)),
    ...(await findStrays(files)),
  ]
}

async function examineFiles(files: WorkspaceFiles): Promise<readonly Check[]> {
  const failed: Check[] = []
  let read = 0
  for (const kind of KINDS) {
    for (const ref of await files.list(kind)) {
      try {
        await files.read(ref)
        read++
      } catch (error) {
        failed.push({ name: 'files', ok: false, message: messageOf(error) })
      }
    }
  }
  return failed.length > 0 ? failed : [{ name: 'files', ok: true, message: `${read} files can be read` }]
}

const findStrays = async (files: WorkspaceFiles): Promise<readonly Check[]> =>
  (await files.strays()).map((file) => ({
    name: 'files',
    ok: 'warn',
    message: `${file} is not read: its name says nothing to Crosswalk`,
    remedy: 'Name it as in flows/seo/1.2.0.json or migrations/seo/1.0.0__1.1.0.ts, or move it elsewhere.',
  }))

/** An expected failure is a finding here, so that the rest is looked over too. */
function messageOf(error: unknown): CrosswalkError['message'] {
  if (isCrosswalkError(error)) return error.message
  throw error
}
