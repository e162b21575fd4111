import { timingSafeEqual } from 'node:crypto'
import type { AgentName } from '../../shared/config/ids.ts'
import { generateTenants } from '../../shared/config/sample/index.ts'
import { getEnvironment } from '../../shared/config/workspace-file.ts'
import { fail } from '../../shared/errors/index.ts'
import { installJobs } from '../jobs/install.ts'
import { Circuit } from '../langflow/circuit.ts'
import { HttpLangflowServer } from '../langflow/http-langflow-server.ts'
import type { connect } from '../production/connect.ts'
import { PostgresDemoApplication } from '../production/demo-application.ts'
import { migrate } from '../production/schema/migrate.ts'
import { PostgresSecretKeys } from '../production/secrets/postgres-secret-keys.ts'
import { PostgresChangeFeed } from '../production/sidecar/change-feed.ts'
import { databaseHealth } from '../production/sidecar/health.ts'
import { openForSidecar } from '../production/sidecar/open.ts'
import { PostgresSidecarStore } from '../production/sidecar/postgres-sidecar-store.ts'
import { PostgresTokenCheck } from '../production/sidecar/service-tokens.ts'
import { SesSandbox } from '../sandbox/sandbox.ts'
import { type DemoOptions, type DemoParts, type DemoResult, runDemo } from '../services/demo/run-demo.ts'
import { type StageOptions, setStage } from '../services/demo/set-stage.ts'
import * as flows from '../services/flows.ts'
import type { SecretKeys } from '../services/ports/secrets.ts'
import type { WorkspaceFiles } from '../services/ports/workspace.ts'
import { ConfigSecrets } from '../services/sidecar/config-secrets.ts'
import { KeptAnswers } from '../services/sidecar/kept-answers.ts'
import type { Happening } from '../services/sidecar/parts.ts'
import { ReadCounter } from '../services/sidecar/read-counter.ts'
import { ReleaseShelf } from '../services/sidecar/release-shelf.ts'
import type { RunParts } from '../services/sidecar/run-agent.ts'
import { RunCounter } from '../services/sidecar/run-counter.ts'
import { type KnownToken, ServiceTokens } from '../services/sidecar/service-tokens.ts'
import { Sidecar } from '../services/sidecar/sidecar.ts'
import type { CurrentConfig } from '../services/sidecar/state.ts'
import { documentsOf } from '../services/version-documents.ts'
import { demoMaterial } from '../workspace/starter/demo-workspace.ts'
import type { authoringServices } from './authoring.ts'
import type { Parts } from './parts.ts'
import { sha256 } from './sha256.ts'

/** The HTTP service, and the demonstration, which goes through everything. */
export function servingServices(
  parts: Parts,
  pull: ReturnType<typeof authoringServices>['snapshots']['pull'],
) {
  const { signal, workspace, reach, database, previewParts, rolloutParts } = parts
  const demoParts = async (): Promise<DemoParts> => ({
    ...(await previewParts()),
    importFlow: async (content: Uint8Array, request: flows.FlowImportOptions) =>
      flows.importFlowFile(await workspace(), content, request),
    migrateDatabase: async () => migrate(await database(DEMO), { signal, also: installJobs }),
    pull: async (agent: AgentName) => {
      const [pulled] = await pull({ environment: DEMO, agent }, undefined)
      return pulled ?? fail('workspace/no-snapshot', { agent })
    },
    application: new PostgresDemoApplication(await database(DEMO)),
    material: demoMaterial,
    stores: async () => rolloutParts(DEMO),
  })
  return {
    sidecar: {
      /** What the HTTP service does. Whoever opens it closes it. */
      open: async (environment: string, options: SidecarSettings): Promise<Sidecar> => {
        const { url, sessions, statementTimeoutMs, ...beside } = options
        const where = url === undefined ? await reach(environment) : { environment, server: { url }, signal }
        const { files } = await workspace()
        const { key_id: keyId } = getEnvironment((await files.read({ kind: 'settings' })).value, environment)
        const opened = await openForSidecar({ ...where, sessions, statementTimeoutMs })
        const keys = new PostgresSecretKeys(opened, process.env, keyId)
        return openSidecar(opened, { files, keys, ...beside })
      },
    },
    demo: {
      /** The whole story, in a workspace that `writeDemoWorkspace` has made. */
      run: async (options: Omit<DemoOptions, 'signal'>): Promise<DemoResult> =>
        runDemo(await demoParts(), { ...options, signal }),
      /** Work under way after it, for somebody who looks around. */
      stage: async (options: Omit<StageOptions, 'signal' | 'environment'>): Promise<void> =>
        setStage(await demoParts(), { ...options, environment: DEMO, signal }),
      /** A few tenants of seo in an empty database, and whose configs theirs are. */
      seed: async (tenants: number) => {
        const opened = await database(DEMO)
        await migrate(opened, { signal })
        const made = [...generateTenants({ seed: 1, tenants, agent: 'seo', versions: { '1.0.0': 1 } })]
        await new PostgresDemoApplication(opened).seed(made)
        return made.map(({ tenantId, userId, agent }) => ({ tenant: tenantId, user: userId, agent }))
      },
    },
  }
}

export type SidecarSettings = {
  /** In place of the environment's own. */
  readonly url?: string | undefined
  readonly sessions: number
  readonly statementTimeoutMs: number
  readonly happened: (what: Happening) => void
  readonly ran: RunParts['ran']
  /** The Langflow that runs flows; left out where there is none. */
  readonly langflow?: FlowRunner | undefined
}

type FlowRunner = { readonly url: string; readonly apiKey: string; readonly timeoutMs: number }

/** Answers that are kept, should a change ever be made past the triggers that tell of it. */
const MAX_AGE_MS = 60_000

async function openSidecar(
  opened: Awaited<ReturnType<typeof connect>>,
  beside: { files: WorkspaceFiles; keys: SecretKeys } & Omit<
    SidecarSettings,
    'url' | 'sessions' | 'statementTimeoutMs'
  >,
): Promise<Sidecar> {
  const { files, keys, happened, ran, langflow } = beside
  const circuit = new Circuit()
  const store = new PostgresSidecarStore(opened)
  const sandbox = new SesSandbox()
  const feed = await PostgresChangeFeed.open(opened).catch(async (error: unknown) => {
    await opened.close()
    throw error
  })
  const kept = new KeptAnswers<CurrentConfig>(feed, {
    concerns: ['configs', 'releases'],
    most: 5_000,
    maxAgeMs: MAX_AGE_MS,
  })
  return new Sidecar({
    store,
    shelf: new ReleaseShelf({ store, sandbox, documents: documentsOf(files) }),
    kept,
    reads: new ReadCounter(store),
    runs: new RunCounter(store),
    secrets: new ConfigSecrets(keys),
    sha256,
    happened,
    ran,
    ...(langflow && { langflow: runnerOf(opened.where.environment, langflow, circuit) }),
    circuit: () => circuit.state,
    latestInWorkspace: async (agent) => (await files.list('defaults', agent)).at(-1)?.version,
    tokens: new ServiceTokens({
      tokens: new PostgresTokenCheck(opened),
      kept: new KeptAnswers<KnownToken | undefined>(feed, {
        concerns: ['tokens'],
        most: 1_000,
        maxAgeMs: MAX_AGE_MS,
      }),
      sha256,
      equal: (one, other) =>
        one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other)),
      now: Date.now,
    }),
    feed,
    health: () => databaseHealth(opened),
    closeParts: async () => {
      await sandbox.close()
      await opened.close()
    },
  })
}

function runnerOf(environment: string, { url, apiKey, timeoutMs }: FlowRunner, circuit: Circuit) {
  const address = { environment, url, variable: 'CROSSWALK_LANGFLOW_URL', apiKey }
  return { server: new HttpLangflowServer(address, { circuit }), timeoutMs }
}

/** The starter workspace's own environment, with an embedded server. */
const DEMO = 'demo'
