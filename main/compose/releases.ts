import type { Version } from '../../shared/config/ids.ts'
import type { ReleaseName } from '../../shared/release/name.ts'
import { PostgresPushMeter } from '../production/estimate/postgres-push-meter.ts'
import { examineDeep } from '../production/examine/deep/examine.ts'
import { PostgresPublishedFlows } from '../production/langflow/postgres-published-flows.ts'
import { PostgresReportSource } from '../production/report/postgres-report-source.ts'
import { PostgresRolloutProgress } from '../production/rollout/progress.ts'
import { PostgresRollbackJournal } from '../production/rollout/rollback-journal.ts'
import { NodeSmokeRunner } from '../production/verify/smoke-runner.ts'
import { knownAgents } from '../services/adopt.ts'
import { type BackupOptions, createBackup, listBackups, verifyBackup } from '../services/backup.ts'
import type { NamedBackup } from '../services/backup-gate.ts'
import { type RestoreBackupOptions, restoreBackup } from '../services/backup-restore.ts'
import { keepExamination, readChecklist, tickStep } from '../services/checklists.ts'
import { planPush } from '../services/plan-push.ts'
import type { Check } from '../services/ports/database.ts'
import type { ReleaseRecord } from '../services/ports/releases.ts'
import type { RollbackScope } from '../services/ports/rollouts.ts'
import { type Prepared, type PrepareOptions, preparePush } from '../services/prepare-push.ts'
import { type PushOptions, pushRelease } from '../services/push.ts'
import { findStanding } from '../services/release-standing.ts'
import {
  type ApproveOptions,
  approveRelease,
  type CreateOptions,
  createRelease,
  listReleases,
  proposeRelease,
  readRelease,
} from '../services/releases.ts'
import { reportRelease } from '../services/report.ts'
import { reportData } from '../services/report-data.ts'
import { renderReport } from '../services/report-markdown.ts'
import { type RollbackOptions, rollBackRelease } from '../services/rollback.ts'
import { forecastRollback } from '../services/rollback-plan.ts'
import { type RollbackReportOptions, reportRollback } from '../services/rollback-report.ts'
import { type ControlOptions, resumeRollout, stopRollout } from '../services/rollout-control.ts'
import { verifyRelease } from '../services/verify.ts'
import { carryVerification } from '../services/verify-gate.ts'
import { lookAtRollout, watchRollout } from '../services/watch-rollout.ts'
import { runWorker, type WorkerOptions } from '../services/worker.ts'
import { SqlitePreviewStore } from '../workspace/sqlite/sqlite-preview-store.ts'
import type { Parts } from './parts.ts'
import { sha256 } from './sha256.ts'

type Progress = (event: { readonly done: number; readonly total: number }) => void

type PushAct = Omit<PushOptions, 'signal' | 'policy' | 'prepare'>

/** A backup of the operator's own, and who is told how far the one that we take is. */
type PushPreparation = {
  readonly backup?: NamedBackup | undefined
  readonly preparing?: PrepareOptions['progress']
}

type WorkRequest = Pick<Act, 'environment'> & Omit<WorkerOptions, 'signal' | 'policy'>

type TroublePage = { readonly after?: string | undefined; readonly limit: number }

/** Where somebody acts, and who. */
type Act = { readonly environment: string; readonly who: string }

/** Releases, from their proposal to their rollback, with backups and reports. */
export function releaseServices(parts: Parts) {
  const {
    signal,
    workspace,
    store,
    reader,
    workers,
    production,
    previewParts,
    releaseStore,
    rolloutParts,
    rolloutPolicy,
    backupStore,
    verificationStore,
    settingsOf,
  } = parts
  const watchParts = async (environment: string) => ({
    ...(await rolloutParts(environment)),
    progress: new PostgresRolloutProgress(await production(environment)),
  })
  const standing = async (name: ReleaseName, { environment, who }: Act) => {
    const opened = await production(environment)
    const parts = {
      releases: await releaseStore(environment),
      source: new PostgresReportSource(opened),
      verifications: await verificationStore(environment),
      published: new PostgresPublishedFlows(opened),
    }
    return findStanding(parts, name, { settings: await settingsOf(), who })
  }
  const plan = async (name: ReleaseName, environment: string) => {
    const parts = {
      ...(await watchParts(environment)),
      backups: await backupStore(environment),
      meter: new PostgresPushMeter(await production(environment)),
      verifications: await verificationStore(environment),
      verificationsOf: verificationStore,
    }
    return planPush(parts, name, { settings: await settingsOf() })
  }
  const look = async (name: ReleaseName, environment: string) => {
    const parts = await watchParts(environment)
    const release = await parts.releases.get(name)
    const { limits } = await rolloutPolicy(environment)
    return lookAtRollout(parts, release, { reach: await parts.progress.reach(release), limits })
  }
  const checklist = async (name: ReleaseName, act: Act) => {
    const { environment } = act
    const parts = {
      workspace: await workspace(),
      standing: () => standing(name, act),
      plan: () => plan(name, environment),
      look: () => look(name, environment),
    }
    return readChecklist(parts, name, { environment })
  }
  const digestOf = async (name: ReleaseName, environment: string) =>
    (await (await releaseStore(environment)).get(name)).digest
  return {
    checklists: {
      read: checklist,
      tick: async (name: ReleaseName, asked: Act & { step: string; as: 'done' | 'open'; note: string }) => {
        const digest = await digestOf(name, asked.environment)
        await tickStep(await workspace(), name, { ...asked, digest })
        return checklist(name, asked)
      },
      /** Keeps what the doctor found. */
      examined: async (name: ReleaseName, act: Act & { readonly checks: readonly Check[] }) =>
        keepExamination(await workspace(), name, { ...act, digest: await digestOf(name, act.environment) }),
    },
    releases: {
      /** Undefined where the environment does not have it. */
      standing,
      create: async (name: ReleaseName, options: Omit<CreateOptions, 'signal'>) =>
        createRelease(await previewParts(), name, { ...options, signal }),
      read: async (name: ReleaseName) => readRelease((await workspace()).files, name),
      listFiles: async () => listReleases((await workspace()).files),
      get: async (name: ReleaseName, environment: string) => (await releaseStore(environment)).get(name),
      list: async (environment: string) => (await releaseStore(environment)).list(),
      propose: async (name: ReleaseName, { environment, who }: Act) =>
        proposeRelease({ ...(await previewParts()), releases: await releaseStore(environment) }, name, {
          who,
          signal,
        }),
      /** What became of a release, as a value and as a page. */
      report: async (name: ReleaseName, environment: string) => {
        const report = await reportRelease(
          {
            files: (await workspace()).files,
            releases: await releaseStore(environment),
            source: new PostgresReportSource(await production(environment)),
            previews: async () => new SqlitePreviewStore(await store()),
          },
          name,
        )
        return { report, data: reportData(report), page: renderReport(report) }
      },
      /** Looks over a release in a staging environment, and carries the evidence to another one where asked. */
      verify: async (
        name: ReleaseName,
        { environment, who, carry, progress }: Act & { carry?: string | undefined; progress: Progress },
      ) => {
        const verifications = await verificationStore(environment)
        const parts = {
          files: (await workspace()).files,
          releases: await releaseStore(environment),
          verifications,
          smoke: new NodeSmokeRunner(await reader(environment), process.env),
          counts: async ({ id, agent, version }: ReleaseRecord) => {
            const { rollouts } = await rolloutParts(environment)
            const to = version as Version
            return {
              ...(await rollouts.counts(id, agent, to)),
              pending: await rollouts.countPending(id, { agent, to }),
            }
          },
          examine: async () => {
            const known = await knownAgents((await workspace()).files)
            return examineDeep(await reader(environment), { known, signal, progress: () => undefined })
          },
        }
        const settings = await settingsOf()
        const verification = await verifyRelease(parts, name, { settings, who, signal, progress })
        if (carry !== undefined) {
          await carryVerification(verification, await verificationStore(carry), { who })
        }
        return verification
      },
      approve: async (
        name: ReleaseName,
        { environment, ...options }: Pick<Act, 'environment'> & Omit<ApproveOptions, 'policy'>,
      ) =>
        approveRelease(await releaseStore(environment), name, {
          ...options,
          policy: (await (await workspace()).files.read({ kind: 'settings' })).value.approvals,
        }),
    },
    rollouts: {
      /** At once, and then each time that something has changed. */
      watch: async (
        name: ReleaseName,
        { environment, signal: watched }: { environment: string; signal: AbortSignal },
      ) => {
        const { limits } = await rolloutPolicy(environment)
        const either = AbortSignal.any([signal, watched])
        return watchRollout(await watchParts(environment), name, { limits, signal: either })
      },
      /** What a push would begin with and touch. */
      plan,
      order: async (name: ReleaseName, environment: string) => {
        const { releases, orders } = await rolloutParts(environment)
        return orders.find((await releases.get(name)).id)
      },
      troubles: async (
        name: ReleaseName,
        { environment, ...page }: { environment: string } & TroublePage,
      ) => {
        const { releases, progress } = await watchParts(environment)
        return progress.troubles(await releases.get(name), page)
      },
      /** With a proven backup and evidence of staging before it, where the environment asks for them. */
      push: async (name: ReleaseName, { backup: named, preparing, ...act }: PushAct & PushPreparation) => {
        const parts = await rolloutParts(act.environment)
        const policy = await rolloutPolicy(act.environment)
        let prepared: Prepared = {}
        const prepare: PushOptions['prepare'] = async (release, work) => {
          const gates = {
            releases: parts.releases,
            verifications: await verificationStore(act.environment),
            verificationsOf: verificationStore,
            backups: await backupStore(act.environment),
          }
          const settings = await settingsOf()
          const asked = { settings, who: act.who, named, ...(preparing && { progress: preparing }) }
          prepared = await preparePush(gates, release, { ...asked, ...work })
        }
        const result = await pushRelease(parts, name, { ...act, policy, prepare, signal })
        return { ...result, ...(prepared.backup && { backup: prepared.backup }) }
      },
      rollBack: async (name: ReleaseName, act: Omit<RollbackOptions, 'signal' | 'policy'>) => {
        const parts = await rolloutParts(act.environment)
        return rollBackRelease(parts, name, { ...act, policy: await rolloutPolicy(act.environment), signal })
      },
      /** Takes batches of whatever is being rolled out, until the signal is aborted. */
      work: async ({ environment, ...options }: WorkRequest) => {
        // Loaded here, for the job queue takes long to load and only workers need it.
        const { GraphileJobQueue } = await import('../jobs/graphile-job-queue.ts')
        const queue = new GraphileJobQueue((await workers(environment)).pool, environment)
        const parts = { ...(await rolloutParts(environment)), queue }
        return runWorker(parts, { ...options, policy: await rolloutPolicy(environment), signal })
      },
      stop: async (name: ReleaseName, wish: 'pause' | 'cancel', act: Omit<ControlOptions, 'signal'>) =>
        stopRollout(await rolloutParts(act.environment), name, wish, { ...act, signal }),
      resume: async (
        name: ReleaseName,
        act: Omit<Parameters<typeof resumeRollout>[2], 'signal' | 'policy'>,
      ) => {
        const parts = await rolloutParts(act.environment)
        return resumeRollout(parts, name, { ...act, policy: await rolloutPolicy(act.environment), signal })
      },
      /** What a rollback would do: a line for each config, and the sums at the end. */
      forecastRollback: async (name: ReleaseName, where: { environment: string; scope: RollbackScope }) =>
        forecastRollback(await rolloutParts(where.environment), name, { ...where, signal }),
      /** Who owns each path after a rollback: a line for each config, and the sums at the end. */
      reportRollback: async (
        name: ReleaseName,
        { environment, ...options }: { environment: string } & Omit<RollbackReportOptions, 'signal'>,
      ) => {
        const parts = {
          releases: await releaseStore(environment),
          journal: new PostgresRollbackJournal(await production(environment)),
        }
        return reportRollback(parts, name, { ...options, signal })
      },
    },
    backups: {
      create: async (
        name: ReleaseName,
        { environment, ...options }: { environment: string } & Omit<BackupOptions, 'signal' | 'keep'>,
      ) => {
        const parts = { releases: await releaseStore(environment), backups: await backupStore(environment) }
        const { keep } = (await settingsOf()).backups
        return createBackup(parts, name, { ...options, keep, signal })
      },
      verify: async (file: string, environment: string, progress: Progress) =>
        verifyBackup(await backupStore(environment), file, { progress, signal }),
      /** Gives configs the state of a backup: a line for each, and the sums at the end. */
      restore: async (
        file: string,
        { environment, ...options }: { environment: string } & Omit<RestoreBackupOptions, 'signal'>,
      ) => restoreBackup({ backups: await backupStore(environment), sha256 }, file, { ...options, signal }),
      list: async (environment: string) => listBackups(await backupStore(environment)),
    },
  }
}
