import type { WorkspaceSettings } from '../../shared/config/workspace-file.ts'
import type { ProvenBackup } from './backup.ts'
import { type NamedBackup, requireBackup } from './backup-gate.ts'
import type { BackupProgress, BackupStore } from './ports/backup.ts'
import type { ReleaseRecord } from './ports/releases.ts'
import type { Verification } from './ports/verify.ts'
import { requireVerified, type VerifyGateParts } from './verify-gate.ts'

export type PrepareOptions = {
  readonly settings: WorkspaceSettings
  readonly who: string
  /** A backup of the operator's own, in the place of ours. */
  readonly named?: NamedBackup | undefined
  readonly progress?: (stage: 'export' | 'proof', event: Parameters<BackupProgress>[0]) => void
}

/** What a push began with. */
export type Prepared = {
  readonly verification?: Verification
  readonly backup?: ProvenBackup | NamedBackup
}

/**
 * Sees to it that a push has what it has to begin with: evidence of staging first, for it costs nothing, and then a
 * backup. Raises what `requireVerified` and `requireBackup` raise.
 */
export async function preparePush(
  parts: VerifyGateParts & { readonly backups: BackupStore },
  release: ReleaseRecord,
  { settings, who, named, progress, signal }: PrepareOptions & { readonly signal: AbortSignal },
): Promise<Prepared> {
  const verification = await requireVerified(parts, release, { settings, who })
  let stage: 'export' | 'proof' = 'export'
  const backup = await requireBackup(parts.backups, release, {
    settings,
    who,
    named,
    signal,
    proving: () => {
      stage = 'proof'
    },
    progress: (event) => progress?.(stage, event),
  })
  return { ...(verification && { verification }), ...(backup && { backup }) }
}
