import { entry } from './entry.ts'

type Release = { release: string }

export const releaseErrors = {
  'release/bad-name': entry<{ name: string }>({
    kind: 'usage',
    message: (d) => `${JSON.stringify(d.name)} is no release. Write agent and version, as in seo@2.0.0.`,
  }),
  'release/not-found': entry<Release & { place: string }>({
    kind: 'not-found',
    message: (d) =>
      `There is no release ${d.release} in ${d.place}. "crosswalk release list" shows those that there are; "crosswalk release create" makes one.`,
  }),
  'release/exists': entry<Release & { digest: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.release} is there already with other contents (digest ${d.digest.slice(0, 12)}) and releases do not change. Give the new one another version, or remove the file while it is a draft.`,
  }),
  'release/no-such-step': entry<Release & { step: string }>({
    kind: 'usage',
    message: (d) =>
      `The checklist of ${d.release} has no step ${JSON.stringify(d.step)} that a person ticks. Open the checklist again: it shows those that there are.`,
  }),
  'release/damaged': entry<Release & { problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The bundle of ${d.release} is damaged: ${d.problem}. Restore it from Git, or create it again.`,
  }),
  'release/preview-not-found': entry<{ preview: string }>({
    kind: 'not-found',
    message: (d) =>
      `There is no finished preview ${d.preview} in this workspace. Run "crosswalk preview" first.`,
  }),
  'release/preview-of-another': entry<Release & { preview: string }>({
    kind: 'refused',
    message: (d) =>
      `Preview ${d.preview} was made of other migrations, schemas or defaults than ${d.release} has now. Run "crosswalk preview" again.`,
  }),
  'release/preview-too-old': entry<{ preview: string; ageHours: number; limitHours: number }>({
    kind: 'refused',
    message: (d) =>
      `Preview ${d.preview} is ${d.ageHours} hours old; this workspace allows ${d.limitHours}. Pull a snapshot and preview again.`,
  }),
  'release/preview-unfinished': entry<{ preview: string; state: string }>({
    kind: 'refused',
    message: (d) => `Preview ${d.preview} is ${d.state}. Run it to its end.`,
  }),
  'release/blocked': entry<Release & { findings: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `${d.release} cannot be proposed while these stand: ${d.findings.slice(0, 8).join('; ')}${d.findings.length > 8 ? `; and ${d.findings.length - 8} more` : ''}. Mend the migration and preview again. A silent drop can also be accepted by name: \`crosswalk loss list\` shows which there are.`,
  }),
  'release/losses-changed': entry<Release & { file: string; changes: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `${d.release} does not carry the accepted losses that ${d.file} has now: ${d.changes.slice(0, 8).join('; ')}${d.changes.length > 8 ? `; and ${d.changes.length - 8} more` : ''}. Make the draft anew with \`crosswalk release create --replace-draft\`.`,
  }),
  'release/author-approves': entry<Release & { who: string }>({
    kind: 'refused',
    message: (d) => `${d.who} is the author of ${d.release} and cannot approve it. Ask another person.`,
  }),
  'release/not-an-approver': entry<Release & { who: string; reasons: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `${d.who} cannot approve ${d.release}. ${d.reasons.join(' ')} Ask another person; "approvals" in crosswalk.json says who may.`,
  }),
  'release/approved-already': entry<Release & { who: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.who} has approved ${d.release} already, and counts once. Ask another person for what is lacking.`,
  }),
  'release/guarded': entry<Release & { problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The database keeps ${d.release} as it is: ${d.problem}. Go on from the state that it has, or propose it anew.`,
  }),
  'release/wrong-state': entry<Release & { state: string; action: string; expected: string }>({
    kind: 'refused',
    message: (d) => `${d.release} is ${d.state}. To ${d.action}, it has to be ${d.expected}.`,
  }),
  'release/busy': entry<Release & { holder: string; secondsLeft: number }>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `${d.release} is being worked on by ${d.holder}. Wait for it, or, if it has died, ${d.secondsLeft} seconds for its lease to end.`,
  }),
  'release/lease-lost': entry<Release>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `Another process has taken over ${d.release}; this one stops. Nothing was written after that.`,
  }),
  'release/output-differs': entry<{ version: string; config?: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.config === undefined ? 'A config' : `Config ${d.config}`} of version ${d.version} is as previewed but gives another result. The push has stopped: the code depends on something outside the config, or the bundle is not the one that was previewed. Preview again.`,
  }),
  'release/unconfirmed': entry<Release & { environment: string; confirmed: string | null }>({
    kind: 'usage',
    message: (d) =>
      `${d.environment} is protected, and ${d.release} was not touched: ${d.confirmed === null ? 'nobody confirmed that it is meant' : `${JSON.stringify(d.confirmed)} is not its name`}. Say so with --confirm ${d.environment}.`,
  }),
  'release/frozen': entry<Release & { environment: string; window: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.environment} is frozen by ${d.window}, and ${d.release} goes no further. Wait for its end, or go on with --despite-freeze REASON, which the audit log keeps.`,
  }),
  'release/no-such-wave': entry<Release & { wave: number; waves: number }>({
    kind: 'usage',
    message: (d) =>
      `${d.release} has ${d.waves === 1 ? 'one wave' : `${d.waves} waves`}, and no wave ${d.wave}. Write --wave with a number up to ${d.waves}, or --wave all.`,
  }),
  'release/wave-not-ready': entry<Release & { wave: number; reasons: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `Wave ${d.wave} of ${d.release} has not shown yet that it holds: ${d.reasons.join('; ')}. Wait, with --promote for it to go on by itself; or name the next wave with --wave ${d.wave + 1} to go on all the same.`,
  }),
  'release/newer-in-place': entry<Release & { newer: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.newer} stands on top of ${d.release}. Roll that one back first, or both, the newest first, with --with-newer.`,
  }),
  'release/config-not-found': entry<{ environment: string; config: string }>({
    kind: 'not-found',
    message: (d) =>
      `There is no config ${d.config} in ${d.environment}. "crosswalk preview" and "crosswalk status" name configs by the same id.`,
  }),
} as const
