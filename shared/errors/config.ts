import { entry } from './entry.ts'

export const configErrors = {
  'config/bad-version': entry<{ version: string }>({
    kind: 'usage',
    message: (d) =>
      `${JSON.stringify(d.version)} is no flow version. Write three numbers without leading zeros, as in 1.2.0.`,
  }),
  'config/bad-agent': entry<{ agent: string }>({
    kind: 'usage',
    message: (d) =>
      `${JSON.stringify(d.agent)} is no agent name. Use lower-case letters, digits and underscores, beginning with a letter, as in paid_ads.`,
  }),
  'config/not-an-object': entry<{ found: string }>({
    kind: 'refused',
    message: (d) => `The config is ${d.found}, not an object. Mend the row, or leave it out of the release.`,
  }),
  'config/no-version': entry<{ found: string }>({
    kind: 'refused',
    message: (d) =>
      `The config's /version is ${d.found}. Set it to the version in the row's flow_version if the config has that form.`,
  }),
  'config/version-mismatch': entry<{ config: string; row: string }>({
    kind: 'refused',
    message: (d) =>
      `The config says version ${d.config}, its row says ${d.row}. One was changed without the other: find out which form the config has, and set both to it.`,
  }),
  'config/no-path': entry<{ version: string; to: string; reachable: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `No migrations lead from version ${d.version} to ${d.to}; they do from ${d.reachable.length > 0 ? d.reachable.join(', ') : 'no version'}. Write the missing one, or move the config to one of these versions.`,
  }),
  'config/bad-schema': entry<{ agent: string; version: string; problem: string }>({
    kind: 'usage',
    message: (d) =>
      `The config schema of ${d.agent} ${d.version} is no valid JSON Schema (draft 2020-12): ${d.problem}. Mend schemas/${d.agent}/${d.version}.json.`,
  }),
} as const
