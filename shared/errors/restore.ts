import { entry } from './entry.ts'

export const restoreErrors = {
  'restore/state-not-found': entry<{ config: string; state: string }>({
    kind: 'not-found',
    message: (d) =>
      `Config ${d.config} has no state ${d.state} in its history. "crosswalk history" shows the ids of those that it has.`,
  }),
  'restore/release-running': entry<{ config: string; release: string; state: string }>({
    kind: 'refused',
    retryable: true,
    message: (d) =>
      `Config ${d.config} is under ${d.release}, which is ${d.state}. Let it end, or take it back from this config alone with "crosswalk rollback ${d.release} --config ${d.config}".`,
  }),
  'restore/versions-differ': entry<{ config: string; state: string; inside: string; version: string }>({
    kind: 'refused',
    message: (d) =>
      `State ${d.state} of config ${d.config} says version ${d.inside}, its row in the history says ${d.version}. Choose another state: "crosswalk history" shows them.`,
  }),
  'restore/unconfirmed': entry<{ config: string; environment: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.environment} is protected, and config ${d.config} was not touched. Type ${d.environment} to confirm that it is meant.`,
  }),
} as const
