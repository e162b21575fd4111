import type { AgentName, Version } from '../../shared/config/ids.ts'
import type { ReleaseName } from '../../shared/release/name.ts'
import { runExample } from '../services/authoring-example.ts'
import { listExamples } from '../services/authoring-examples.ts'
import { listMigrations, populatedGraph } from '../services/authoring-graph.ts'
import { measureText } from '../services/authoring-measure.ts'
import { placesOfEdge } from '../services/authoring-places.ts'
import type { LiveParts, LoadedMigrations } from '../services/authoring-plan.ts'
import { migrationTypes, openMigration, saveMigration } from '../services/authoring-text.ts'
import { refreshAuthoringTypes, type TypesResult, writeAuthoringTypes } from '../services/authoring-types.ts'
import { checkMigrations, checkMigrationText } from '../services/check-migrations.ts'
import { type DraftOptions, draftOneMigration } from '../services/draft-migration.ts'
import { examineWorkspace } from '../services/examine-workspace.ts'
import { listFlowLines, listFlowSteps } from '../services/flow-shelf.ts'
import * as flows from '../services/flows.ts'
import { type InspectOptions, inspectFlowFile } from '../services/inspect-flow.ts'
import type { Edge } from '../services/migration-path.ts'
import { migrationGraph } from '../services/migrations.ts'
import type { Check } from '../services/ports/database.ts'
import { type PublishOptions, publishFlow, unpublishFlow } from '../services/publish-flow.ts'
import { type PullOptions, pullFlow } from '../services/pull-flow.ts'
import * as snapshots from '../services/snapshots.ts'
import { openMaskKey } from '../workspace/mask-key.ts'
import { openWorkspace } from '../workspace/open-workspace.ts'
import { privateFolder } from '../workspace/private-folder.ts'
import { type DemoWorkspaceOptions, writeDemoWorkspace } from '../workspace/starter/demo-workspace.ts'
import { writeStarter } from '../workspace/starter/write-starter.ts'
import type { Parts } from './parts.ts'
import { sha256 } from './sha256.ts'

/** Making and looking over what a workspace holds. */
export function authoringServices(parts: Parts) {
  const loaded: LoadedMigrations = new Map()
  const exampleParts = async () => ({
    files: (await parts.workspace()).files,
    snapshots: await parts.snapshotStore(),
  })
  /** Where these services are closed in the middle of it, that is all there is to be said of a failure. */
  const whileOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      throw error
    }
  }
  const liveParts = async (of: 'example' | 'whole'): Promise<LiveParts> => ({
    files: (await parts.workspace()).files,
    snapshots: parts.snapshotStore,
    sandbox: await parts.liveSandbox(of),
    loaded,
  })
  const { signal, workspace, root, snapshotStore, reader, bundleParts, langflow, publishParts } = parts
  return {
    workspace: {
      /** Makes a workspace in that folder, whatever the one is that these services are bound to. */
      init: async (dir: string): Promise<string> => withTypes(await writeStarter(dir, { signal })),
      initDemo: async (dir: string, options: Omit<DemoWorkspaceOptions, 'signal'> = {}): Promise<string> =>
        withTypes(await writeDemoWorkspace(dir, { ...options, signal })),
      examine: async (): Promise<readonly Check[]> => examineWorkspace(workspace),
      settings: async () => parts.settingsOf(),
      /** The folder of the workspace that is not in Git. */
      privateFolder: async () => privateFolder(await root()),
    },
    flows: {
      import: async (content: Uint8Array, options: flows.FlowImportOptions) =>
        flows.importFlowFile(await workspace(), content, options),
      list: async (options: { agent?: AgentName | undefined }) => flows.listFlows(await workspace(), options),
      lines: async () => listFlowLines(await workspace()),
      steps: async (agent: AgentName) => listFlowSteps(await workspace(), agent),
      inspect: async (content: Uint8Array, options: InspectOptions) =>
        inspectFlowFile(await workspace(), content, options),
      read: async (which: flows.FlowVersion) => flows.readFlow((await workspace()).files, which),
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
          openSource: async () => {
            const { PostgresConfigSource } = await import('../production/copy-configs.ts')
            return new PostgresConfigSource(await reader(request.environment))
          },
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
        return whileOpen(() => checkMigrations(parts, file, { signal }))
      },
      types: async (): Promise<TypesResult> => writeAuthoringTypes((await workspace()).files),
      graph: async (agent: AgentName) => migrationGraph(await bundleParts(), agent, { signal }),
      list: async () => listMigrations((await workspace()).files),
      populated: async (agent: AgentName) =>
        whileOpen(async () =>
          populatedGraph({ ...(await liveParts('whole')), snapshots: await snapshotStore() }, agent, {
            signal,
          }),
        ),
    },
    /** One migration while somebody writes it: `source` is its text, which need not be on the disk. */
    authoring: {
      open: async (edge: Edge) => openMigration((await workspace()).files, edge),
      save: async (edge: Edge, text: Parameters<typeof saveMigration>[2]) =>
        saveMigration((await workspace()).files, edge, text),
      types: async (edge: Edge) => migrationTypes((await workspace()).files, edge),
      places: async (edge: Edge) => placesOfEdge(await exampleParts(), edge, { signal }),
      examples: async (edge: Edge, options: { text: string; limit: number }) =>
        listExamples(await exampleParts(), edge, { ...options, signal }),
      example: async (edge: Edge, text: Parameters<typeof runExample>[2]) =>
        whileOpen(async () => runExample(await liveParts('example'), edge, text)),
      check: async (edge: Edge, source: string) =>
        whileOpen(async () => checkMigrationText(await liveParts('whole'), edge, source)),
      measure: async (edge: Edge, source: string, options: { signal: AbortSignal }) =>
        measureText(await liveParts('whole'), edge, source, {
          signal: AbortSignal.any([signal, options.signal]),
        }),
    },
  }
}

/** What editors check migrations by, for a workspace that was just made. */
async function withTypes(dir: string): Promise<string> {
  await writeAuthoringTypes((await openWorkspace(dir)).files)
  return dir
}
