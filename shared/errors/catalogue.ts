import { adoptionErrors } from './adoption.ts'
import { backupErrors } from './backup.ts'
import { configErrors } from './config.ts'
import { demoErrors } from './demo.ts'
import { desktopErrors } from './desktop.ts'
import type { ErrorEntry } from './entry.ts'
import { flowErrors } from './flow.ts'
import { generalErrors } from './general.ts'
import { jsonErrors } from './json.ts'
import { langflowErrors } from './langflow.ts'
import { lensErrors } from './lens.ts'
import { lossErrors } from './loss.ts'
import { migrationErrors } from './migration.ts'
import { productionErrors } from './production.ts'
import { releaseErrors } from './release.ts'
import { restoreErrors } from './restore.ts'
import { rightsErrors } from './rights.ts'
import { rolloutErrors } from './rollout.ts'
import { sandboxErrors } from './sandbox.ts'
import { secretErrors } from './secret.ts'
import { sidecarErrors } from './sidecar.ts'
import { verifyErrors } from './verify.ts'
import { webErrors } from './web.ts'
import { workspaceErrors } from './workspace.ts'

/** Every expected failure of Crosswalk, `area/what`, one file an area. Codes are stable: never reused, never renamed. */
export const catalogue = {
  ...generalErrors,
  ...jsonErrors,
  ...flowErrors,
  ...configErrors,
  ...lensErrors,
  ...migrationErrors,
  ...sandboxErrors,
  ...workspaceErrors,
  ...productionErrors,
  ...adoptionErrors,
  ...releaseErrors,
  ...rolloutErrors,
  ...restoreErrors,
  ...backupErrors,
  ...verifyErrors,
  ...lossErrors,
  ...rightsErrors,
  ...secretErrors,
  ...demoErrors,
  ...langflowErrors,
  ...sidecarErrors,
  ...webErrors,
  ...desktopErrors,
} as const

export type ErrorCode = keyof typeof catalogue
export type ErrorData<C extends ErrorCode> = (typeof catalogue)[C] extends ErrorEntry<infer D> ? D : never
