import { os } from './context.ts'
import { audit } from './services/audit.ts'
import { authoring } from './services/authoring.ts'
import { checklists } from './services/checklists.ts'
import { environments } from './services/environments.ts'
import { flows } from './services/flows.ts'
import { jobs } from './services/jobs.ts'
import { losses } from './services/losses.ts'
import { migrations } from './services/migrations.ts'
import { previews } from './services/previews.ts'
import { releases } from './services/releases.ts'
import { rollouts } from './services/rollouts.ts'
import { session } from './services/session.ts'
import { settings } from './services/settings.ts'
import { snapshots } from './services/snapshots.ts'
import { tenants } from './services/tenants.ts'

/** The contract, carried out. Carriers bring it to the interface: a WebSocket, a MessagePort. */
export const router = os.router({
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
})
