import { stuck, tenantDiffers, undeclaredAgents, unknownVersions, versionDiffers } from './contents.ts'
import {
  duplicateConfigIds,
  duplicateConfigs,
  duplicateHistoryIds,
  duplicateTenants,
  duplicateUsers,
} from './duplicates.ts'
import {
  emptyHistory,
  malformedChangedBy,
  malformedConfigIds,
  malformedHistoryIds,
  malformedVersions,
  noObjects,
  withoutAgent,
} from './malformed.ts'
import type { Mistake } from './mistake.ts'
import { orphanChangedBy, orphanHistory, orphanTenants, orphanUsers } from './orphans.ts'

/** Every kind of mistake that rows can have, in the order in which they are repaired. */
export const MISTAKES: readonly Mistake[] = [
  duplicateTenants,
  duplicateUsers,
  malformedConfigIds,
  malformedHistoryIds,
  malformedChangedBy,
  duplicateConfigIds,
  duplicateHistoryIds,
  withoutAgent,
  // Before those that are malformed: what the config says may mend them.
  versionDiffers,
  malformedVersions,
  noObjects,
  emptyHistory,
  orphanTenants,
  orphanUsers,
  duplicateConfigs,
  orphanHistory,
  orphanChangedBy,
  stuck,
  unknownVersions,
  undeclaredAgents,
  tenantDiffers,
]
