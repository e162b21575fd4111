import type { AgentName, Version } from '../../shared/config/ids.ts'
import type { ReleaseName } from '../../shared/release/name.ts'
import { PostgresConfigSource } from '../production/copy-configs.ts'
import { refreshAuthoringTypes, type TypesResult, writeAuthoringTypes } from '../services/authoring-types.ts'
import { checkMigrations } from '../services/check-migrations.ts'
import { type DraftOptions, draftOneMigration } from '../services/draft-migration.ts'
import { examineWorkspace } from '../services/examine-workspace.ts'
import * as flows from '../services/flows.ts'
import { migrationGraph } from '../services/migrations.ts'
import type { Check } from '../services/ports/database.ts'
import { type PublishOptions, publishFlow, unpublishFlow } from '../services/publish-flow.ts'
import { type PullOptions, pullFlow } from '../services/pull-flow.ts'
import * as snapshots from '../services/snapshots.ts'
import { openMaskKey } from '../workspace/mask-key.ts'
import { openWorkspace } from '../workspace/open-workspace.ts'
import { writeDemoWorkspace } from '../workspace/starter/demo-workspace.ts'
import { writeStarter } from '../workspace/starter/write-starter.ts'
import type { Parts } from './parts.ts'
import { sha256 } from './sha256.ts'

/** Making and looking over what a workspace holds. */
export function authoringServices(parts: Parts) {
  const { signal, workspace, root, snapshotStore, reader, bundleParts, langflow, publishParts } = parts
  return {
    workspace: {
      /** Makes a workspace in that folder, whatever the one is that these services are bound to. */
      init: async (dir: string): Promise<string> => withTypes(await writeStarter(dir, { signal })),
      initDemo: async (dir: string): Promise<string> => withTypes(await writeDemoWorkspace(dir, { signal })),
      examine: async (): Promise<readonly Check[]> => examineWorkspace(workspace),
      settings: async () => parts.settingsOf(),
    },
    flows: {
      import: async (content: Uint8Array, options: flows.FlowImportOptions) =>
        flows.importFlowFile(await workspace(), content, options),
      list: async (options: { agent?: AgentName | undefined }) => flows.listFlows(await workspace(), options),
      get: async (which: flows.FlowVersion) => flows.getFlow(await workspace(), which),
      export: async (which: flows.FlowVersion) => flows.exportFlowFile(await workspace(), which),
      diff: async (which: { agent: AgentName; before: Version; after: Version }) =>
        flows.diffFlows(await workspace(), which),
      pull: async (
        id: string,
        { environment, ...options }: { environment: string } & Omit<PullOptions, 'signal'>,
      ) => {
        const parts = { workspace: await workspace(), langflow: await langflow(environment) }
        return pullFlow(parts, id, { ...options, signal })
      },
      publish: async (
        name: ReleaseName,
        { environment, ...options }: { environment: string } & Omit<PublishOptions, 'signal'>,
      ) => publishFlow(await publishParts(environment), name, { ...options, signal }),
      unpublish: async (
        name: ReleaseName,
        { environment, ...options }: { environment: string } & Omit<PublishOptions, 'signal'>,
      ) => unpublishFlow(await publishParts(environment), name, { ...options, signal }),
    },
    snapshots: {
      pull: async (request: snapshots.PullAllRequest, progress: snapshots.PullAllOptions['progress']) => {
        const parts = {
          workspace: await workspace(),
          snapshots: await snapshotStore(),
          hmac: await openMaskKey(await root()),
          sha256,
          openSource: async () => new PostgresConfigSource(await reader(request.environment)),
        }
        return snapshots.pullSnapshots(parts, request, { signal, progress })
      },
      list: async () => (await snapshotStore()).list(),
    },
    migrations: {
      create: async (
        edge: Parameters<typeof draftOneMigration>[1],
        options: Omit<DraftOptions, 'signal'>,
      ) => {
        const parts = { ...(await bundleParts()), snapshots: snapshotStore }
        const made = await draftOneMigration(parts, edge, { ...options, signal })
        if (made.written) await writeAuthoringTypes(parts.files)
        return made
      },
      check: async (file: string | undefined) => {
        const parts = await bundleParts()
        await refreshAuthoringTypes(parts.files)
        return checkMigrations(parts, file, { signal })
      },
      types: async (): Promise<TypesResult> => writeAuthoringTypes((await workspace()).files),
      graph: async (agent: AgentName) => migrationGraph(await bundleParts(), agent, { signal }),
    },
  }
}

/** What editors check migrations by, for a workspace that was just made. */
async function withTypes(dir: string): Promise<string> {
  await writeAuthoringTypes((await openWorkspace(dir)).files)
  return dir
}
