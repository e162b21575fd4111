import { audit } from './features/audit/index.ts'
import { checklists } from './features/checklists/index.ts'
import { environments } from './features/environments/index.ts'
import { flows } from './features/flows/index.ts'
import { jobs } from './features/jobs/index.ts'
import { migrations } from './features/migrations/index.ts'
import { preview } from './features/preview/index.ts'
import { releases } from './features/releases/index.ts'
import { rollouts } from './features/rollouts/index.ts'
import { session } from './features/session/index.ts'
import { settings } from './features/settings/index.ts'
import { tenants } from './features/tenants/index.ts'
import { welcome } from './features/welcome/index.ts'
import type { Feature } from './workbench/contribution.ts'

/** Every feature, in the order in which they are asked for what they add. */
export const features: readonly Feature[] = [
  welcome,
  flows,
  migrations,
  releases,
  rollouts,
  checklists,
  environments,
  jobs,
  audit,
  settings,
  preview,
  tenants,
  session,
]
