import { audit } from './audit.ts'
import { authoring } from './authoring.ts'
import { checklists } from './checklists.ts'
import { environments } from './environments.ts'
import { flows } from './flows.ts'
import { jobs } from './jobs.ts'
import { losses } from './losses.ts'
import { migrations } from './migrations.ts'
import { previews } from './previews.ts'
import { releases } from './releases.ts'
import { rollouts } from './rollouts.ts'
import { session } from './session.ts'
import { settings } from './settings.ts'
import { snapshots } from './snapshots.ts'
import { tenants } from './tenants.ts'

/** Everything that the interface can ask of the services: one key a service, one file each. */
export const contract = {
  session,
  jobs,
  environments,
  audit,
  settings,
  flows,
  releases,
  rollouts,
  checklists,
  authoring,
  migrations,
  losses,
  previews,
  snapshots,
  tenants,
}

export type Contract = typeof contract
