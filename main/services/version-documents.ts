import type { VersionDocuments } from '../../shared/checks/index.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

/** Gives the documents of a version. */
export type ReadDocuments = (agent: AgentName, version: Version) => Promise<VersionDocuments>

/** Reads the documents of versions, each once: a version is the end of one migration and the beginning of another. */
export function documentsOf(files: WorkspaceFiles): ReadDocuments {
  const known = new Map<string, Promise<VersionDocuments>>()
  return (agent, version) => {
    const key = `${agent} ${version}`
    const documents = known.get(key) ?? read(files, agent, version)
    known.set(key, documents)
    return documents
  }
}

async function read(files: WorkspaceFiles, agent: AgentName, version: Version): Promise<VersionDocuments> {
  const [schema, defaults, meta] = await Promise.all([
    files.find({ kind: 'schema', agent, version }),
    files.find({ kind: 'defaults', agent, version }),
    files.find({ kind: 'meta', agent, version }),
  ])
  return { version, schema: schema?.value, defaults: defaults?.value, meta: meta?.value }
}
