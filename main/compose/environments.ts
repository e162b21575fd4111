import { createHash, randomBytes } from 'node:crypto'
import type { ConfigId, Hash } from '../../shared/config/ids.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { installJobs } from '../jobs/install.ts'
import { addAgents } from '../production/adopt/agents.ts'
import { examineDatabase } from '../production/doctor.ts'
import { examineDeep } from '../production/examine/deep/examine.ts'
import { examineDatabaseObjects } from '../production/examine/objects.ts'
import { PostgresOverview } from '../production/postgres-overview.ts'
import { PostgresConfigRestorer } from '../production/restore/postgres-config-restorer.ts'
import { reportRights } from '../production/rights/report.ts'
import { migrate } from '../production/schema/migrate.ts'
import { schemaStatus } from '../production/schema/status.ts'
import { PostgresServiceTokens } from '../production/sidecar/service-tokens.ts'
import { type AdoptionRequest, adopt, inspectAdoption, knownAgents } from '../services/adopt.ts'
import { type ExportFormat, exportAudit } from '../services/audit-export.ts'
import { type ChainHash, type VerifyOptions, verifyAudit } from '../services/audit-verify.ts'
import { examineForPush } from '../services/examine-push.ts'
import type { RestoreOptions } from '../services/ports/adoption.ts'
import type { Check, SchemaObjects, SchemaStatus, TableLack } from '../services/ports/database.ts'
import type { Restore, Restored } from '../services/ports/restore.ts'
import type { RightsReport } from '../services/ports/rights.ts'
import { restoreConfig } from '../services/restore.ts'
import { examineSecrets } from '../services/secrets-doctor.ts'
import { type EncryptOptions, encryptSecrets } from '../services/secrets-encrypt.ts'
import { rotateSecrets } from '../services/secrets-rotate.ts'
import { secretsStatus } from '../services/secrets-status.ts'
import { type NewToken, newToken } from '../services/sidecar/service-tokens.ts'
import type { Parts } from './parts.ts'
import { sha256 } from './sha256.ts'

type Count = (event: { readonly done: number }) => void

/** Databases of environments: what they have, who may do what, and what is true of them. */
export function environmentServices(parts: Parts) {
  const {
    signal,
    workspace,
    reach,
    database,
    reader,
    adoptionParts,
    production,
    pushExamination,
    secretParts,
    auditLog,
    statusOf,
    statusOrError,
  } = parts
  return {
    adoption: {
      inspect: async (environment: string) => inspectAdoption(await adoptionParts(environment)),
      apply: async (environment: string, request: Omit<AdoptionRequest, 'signal'>) =>
        adopt(await adoptionParts(environment), { ...request, signal }),
      restore: async (environment: string, id: string, options: RestoreOptions) =>
        (await adoptionParts(environment)).adoption.restore(id, options),
      /** Rows that were set aside, and placeholders. */
      list: async (environment: string) => {
        const { adoption } = await adoptionParts(environment)
        return { setAside: await adoption.listSetAside(), placeholders: await adoption.listPlaceholders() }
      },
      removePlaceholders: async (environment: string, who: string) =>
        (await adoptionParts(environment)).adoption.removePlaceholders(who),
    },
    environments: {
      /** Names of the files that were applied, in order, and of the agents that users can have configs of since. */
      migrate: async (environment: string): Promise<readonly string[]> => {
        const opened = await database(environment)
        const applied = await migrate(opened, { signal, also: installJobs })
        const { agents } = (await (await workspace()).files.read({ kind: 'settings' })).value
        const added = await addAgents(opened, Object.keys(agents))
        return [...applied, ...added.map((agent) => `agent ${agent}`)]
      },
      /** Roles and grants: who has which, and what an administrator has still to run. */
      rights: async (environment: string): Promise<RightsReport> =>
        reportRights(await production(environment)),
      schema: async (environment: string): Promise<SchemaStatus> => schemaStatus(await database(environment)),
      /** The same object by object, and what the tables of applications lack. */
      objects: async (
        environment: string,
      ): Promise<{ objects: SchemaObjects; lacks: readonly TableLack[] }> =>
        examineDatabaseObjects(await database(environment)),
      examine: async (environment: string): Promise<readonly Check[]> => {
        try {
          const checks = await examineDatabase({ ...(await reach(environment)), part: 'doctor' })
          // What cannot be reached has been told.
          if (checks.some(({ name, ok }) => name === 'connection' && ok === false)) return checks
          return [...checks, ...(await examineForPush(() => pushExamination(environment)))]
        } catch (error) {
          // An environment that is not set up on this machine is what a doctor is asked about.
          if (!isCrosswalkError(error, 'workspace/url-unset')) throw error
          return [{ name: 'connection', ok: false, message: error.message }]
        }
      },
      /** Whether what has to be true of the data is. Reads every config that releases have dealt with. */
      examineDeep: async (environment: string, progress: (event: { readonly done: number }) => void) => {
        await production(environment)
        const known = await knownAgents((await workspace()).files)
        const found = await examineDeep(await reader(environment), { known, signal, progress })
        return [...found, ...(await examineSecrets(await secretParts(environment), { signal }))]
      },
      status: async (environment: string) => statusOf(environment),
      statusOfAll: async () => {
        const settings = (await (await workspace()).files.read({ kind: 'settings' })).value
        return Promise.all(Object.keys(settings.environments).map(statusOrError))
      },
      history: async (environment: string, config: ConfigId) =>
        new PostgresOverview(await production(environment)).history(config),
      /** Gives a config a state of its history back. */
      restore: async (environment: string, asked: Restore): Promise<Restored> =>
        restoreConfig(new PostgresConfigRestorer(await production(environment)), asked),
    },
    secrets: {
      /** What is encrypted under which key, and what stands in the clear. */
      status: async (environment: string, progress: Count) =>
        secretsStatus(await secretParts(environment), { signal, progress }),
      encrypt: async (
        environment: string,
        options: Omit<EncryptOptions, 'signal' | 'sha256' | 'progress'> & { readonly progress: Count },
      ) => encryptSecrets(await secretParts(environment), { ...options, sha256, signal }),
      rotate: async (environment: string, options: { readonly who: string; readonly progress: Count }) =>
        rotateSecrets(await secretParts(environment), { ...options, signal }),
    },
    audit: {
      verify: async (environment: string, options: Pick<VerifyOptions, 'expect' | 'progress'>) =>
        verifyAudit(await auditLog(environment), chainHash, { ...options, signal }),
      /** The newest entries, newest first. */
      list: async (environment: string, options: { readonly limit: number; readonly since?: string }) =>
        (await auditLog(environment)).newest(options),
      export: async (environment: string, options: { since?: string | undefined; format: ExportFormat }) =>
        exportAudit(await auditLog(environment), { ...options, signal }),
    },
    tokens: {
      create: async (environment: string, asked: NewToken) => {
        const tokens = new PostgresServiceTokens(await production(environment))
        return newToken({ tokens, random: () => randomBytes(32).toString('base64url'), sha256 }, asked)
      },
      list: async (environment: string) => new PostgresServiceTokens(await production(environment)).list(),
      revoke: async (environment: string, token: string, who: string) =>
        new PostgresServiceTokens(await production(environment)).revoke(token, who),
    },
  }
}

const chainHash: ChainHash = (previous, text) =>
  createHash('sha256').update(previous, 'hex').update(text).digest('hex') as Hash
