import type { Hash } from '../../shared/config/ids.ts'
import { readConcealed } from '../../shared/config/secret-stand-in.ts'
import { fail } from '../../shared/errors/index.ts'
import { hashJson, type Sha256 } from '../../shared/json/hash.ts'
import type { Json } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { readOwn } from './backup.ts'
import type { BackedUpConfig, Backup, BackupStore, BackupWork, RestoreScope } from './ports/backup.ts'

/**
 * What a config is, beside what the backup has of it.
 *
 * - `same`: nothing has changed.
 * - `released`: releases have changed it, and nobody else.
 * - `edited`: somebody has edited it since, or it was before the release that the backup was taken for.
 * - `deleted`: it is not there any more.
 */
export type RestoreState = 'same' | 'released' | 'edited' | 'deleted'

export type RestoreBackupOptions = BackupWork & {
  readonly scope: RestoreScope
  /** `plan` writes nothing. */
  readonly mode: 'plan' | 'write'
  /** What becomes of edits since: they stay, or go into the history. */
  readonly edited: 'leave' | 'replace'
  readonly deleted: 'leave' | 'make'
  /** Whether the audit log has to know of the file. */
  readonly unrecorded: 'refuse' | 'accept'
  readonly who: string
  readonly reason: string
}

export type RestoreSums = {
  readonly file: string
  readonly environment: string
  readonly release: string
  readonly moment: string
  readonly configs: { readonly [state in RestoreState]: number }
  /** Of these, the ones that were written, or would be. */
  readonly restored: number
  /** Could not be had: somebody held them or wrote them meanwhile, or a constraint stands against it. */
  readonly missed: number
}

/**
 * Gives configs the state back that a backup has: one line of JSON for each that is not the same, and the sums at the
 * end. The state that a config has goes into its history first. Nothing is written with `plan`.
 *
 * Raises `backup/*`, `general/usage` without a reason, and what the store raises.
 */
export async function* restoreBackup(
  { backups, sha256 }: { readonly backups: BackupStore; readonly sha256: Sha256 },
  file: string,
  options: RestoreBackupOptions,
): AsyncGenerator<string, RestoreSums> {
  const { mode, scope, signal, progress, who } = options
  const backup = await readOwn(backups, file, signal ? { signal } : {})
  if (options.unrecorded === 'refuse' && !(await backups.isRecorded(backup.sha256))) {
    fail('backup/unknown', { file: backup.file, environment: backups.environment })
  }
  const reason = mode === 'write' ? await begin(backups, backup, options) : ''
  const configs = { same: 0, released: 0, edited: 0, deleted: 0 }
  let restored = 0
  let missed = 0
  let done = 0
  for await (const page of backups.pages(backup, { scope, ...(signal && { signal }) })) {
    const judged = page.map((config) => ({ config, state: stateOf(config, sha256) }))
    const meant = judged.filter(({ state }) => isMeant(state, options)).map(({ config }) => config)
    const written =
      mode === 'plan' || meant.length === 0
        ? undefined
        : await backups.restore(backup, meant, { reason: `backup of ${backup.moment} restored: ${reason}` })
    for (const { config, state } of judged) {
      configs[state]++
      if (state === 'same') continue
      const action = !isMeant(state, options)
        ? 'leave'
        : (written?.has(config.configId) ?? true)
          ? 'restore'
          : 'missed'
      if (action === 'restore') restored++
      if (action === 'missed') missed++
      yield lineOf(config, state, action)
    }
    done += page.length
    progress?.({ done, total: backup.configs })
  }
  const { environment } = backups
  const sums = { file: backup.file, environment, release: backup.release, moment: backup.moment }
  if (mode === 'write') {
    const detail = { ...about(backup), reason, ...configs, restored, missed }
    await backups.record({ who, action: 'backup.restored', subject: backup.release, detail })
  }
  return { ...sums, configs, restored, missed }
}

/** Says in the audit log what is going to be done, before anything is. */
async function begin(
  backups: BackupStore,
  backup: Backup,
  { who, reason: given, edited, deleted }: RestoreBackupOptions,
): Promise<string> {
  const reason = given.trim()
  if (reason === '') {
    fail('general/usage', {
      problem: '--reason is missing',
      remedy: 'Write why the backup is restored, as in --reason "ticket 4711".',
    })
  }
  const running = await backups.findRunning(backup.agent)
  if (running !== undefined) {
    fail('backup/release-running', { environment: backups.environment, ...running })
  }
  const detail = { ...about(backup), reason, edited, deleted }
  await backups.record({ who, action: 'backup.restore', subject: backup.release, detail })
  return reason
}

const about = ({ release, sha256, moment }: Backup) => ({ release, sha256, moment })

const isMeant = (state: RestoreState, { edited, deleted }: RestoreBackupOptions): boolean =>
  state === 'released' ||
  (state === 'edited' && edited === 'replace') ||
  (state === 'deleted' && deleted === 'make')

function stateOf({ text, version, now }: BackedUpConfig, sha256: Sha256): RestoreState {
  if (now === undefined) return 'deleted'
  const was = hashJson(readConcealed(text).value, sha256)
  const is = hashJson(readConcealed(now.text).value, sha256)
  if (was === is) return version === now.version ? 'same' : 'edited'
  return isReleased(was, is, now.pushed) ? 'released' : 'edited'
}

/** Whether releases lead from one state to the other: each has found what the backup has, or what another one left. */
function isReleased(was: Hash, is: Hash, pushed: NonNullable<BackedUpConfig['now']>['pushed']): boolean {
  const reached = new Set([was])
  for (let size = 0; size < reached.size; ) {
    size = reached.size
    for (const { input, output } of pushed) if (reached.has(input)) reached.add(output)
  }
  return reached.has(is)
}

function lineOf(config: BackedUpConfig, state: RestoreState, action: 'leave' | 'restore' | 'missed'): string {
  const { configId, tenantId, version, now } = config
  const line: Json = {
    config: configId,
    tenant: tenantId,
    state,
    now: now?.version ?? null,
    backup: version,
    action,
  }
  return `${writeJson(line)}\n`
}
