import { entry } from './entry.ts'

type File = { file: string }

/** One thing wrong in `crosswalk.json`: where (a JSON Pointer), what, and what to do. */
export type SettingsProblem = { readonly place: string; readonly problem: string; readonly remedy: string }

const known = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'none')

export const workspaceErrors = {
  // The folder and crosswalk.json
  'workspace/not-found': entry<{ dir: string }>({
    kind: 'not-found',
    message: (d) =>
      `${d.dir} is no Crosswalk workspace: there is no crosswalk.json in it. Make one with \`crosswalk init ${d.dir}\`, or name another folder with --workspace.`,
  }),
  'workspace/bad-settings': entry<File & { problems: readonly SettingsProblem[] }>({
    kind: 'usage',
    message: (d) =>
      `${d.file} cannot be used:${d.problems.map((p) => `\n  ${p.place || 'the top'}: ${p.problem}. ${p.remedy}`).join('')}`,
  }),
  'workspace/unknown-agent': entry<{ agent: string; known: readonly string[] }>({
    kind: 'not-found',
    message: (d) =>
      `The workspace has no agent ${JSON.stringify(d.agent)}; it has: ${known(d.known)}. Correct the name, or add it under /agents of crosswalk.json.`,
  }),
  'workspace/unknown-environment': entry<{ environment: string; known: readonly string[] }>({
    kind: 'not-found',
    message: (d) =>
      `The workspace has no environment ${JSON.stringify(d.environment)}; it has: ${known(d.known)}. Correct the name, or add it under /environments of crosswalk.json.`,
  }),
  'workspace/url-unset': entry<{ environment: string; variable: string }>({
    kind: 'usage',
    message: (d) =>
      `The environment variable ${d.variable}, which holds the database URL of ${d.environment}, is not set. Set it, as in ${d.variable}=postgresql://user@host/database, and run the command again.`,
  }),

  // Files of the workspace
  'workspace/file-not-found': entry<File & { remedy: string }>({
    kind: 'not-found',
    message: (d) => `There is no ${d.file}. ${d.remedy}`,
  }),
  'workspace/damaged': entry<File & { problem: string }>({
    kind: 'usage',
    message: (d) =>
      `${d.file} is damaged and was left as it is. ${d.problem.replace(/\.$/, '')}. Mend it, or take it back from Git.`,
  }),
  'workspace/already-exists': entry<File>({
    kind: 'conflict',
    message: (d) => `${d.file} exists already and was left as it is. Use another name, or delete it first.`,
  }),
  'workspace/changed-underneath': entry<File>({
    kind: 'conflict',
    message: (d) =>
      `${d.file} was changed by something else since it was read, and was not overwritten. Read it again and repeat the change.`,
  }),
  'workspace/unsafe-path': entry<File & { problem: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.file} is not used: ${d.problem}. Put the file itself into the workspace, at that place.`,
  }),
  'workspace/not-readable': entry<File & { problem: string }>({
    kind: 'refused',
    message: (d) => `${d.file} cannot be read: ${d.problem}. Give your user the right to read it.`,
  }),
  'workspace/not-writable': entry<File & { problem: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.file} cannot be written: ${d.problem}. Nothing was changed. Give your user the right to write there, or use a workspace on a disk that takes writes.`,
  }),
  'workspace/file-locked': entry<File & { problem: string }>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `${d.file} is held by another program: ${d.problem}. Nothing was changed. Close that program, then try again.`,
  }),
  'workspace/disk-full': entry<File>({
    kind: 'refused',
    retryable: true,
    message: (d) =>
      `There is no room left to write ${d.file}: the disk or a quota is full. What stood there is unchanged. Make room, then run the same command again.`,
  }),
  'workspace/busy': entry<{ dir: string; holder: string }>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `Another command is writing in the workspace ${d.dir}: ${d.holder}. Wait until it has ended, or end it, then try again.`,
  }),

  // Its SQLite file
  'workspace/store-damaged': entry<File & { problem: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.file} is damaged: ${d.problem}. It holds only snapshots and previews: move it away with its -wal and -shm, then pull the snapshot and run the preview again.`,
  }),
  'workspace/store-foreign': entry<File>({
    kind: 'refused',
    message: (d) =>
      `${d.file} is an SQLite file of another program and was left as it is. Move it away; Crosswalk makes its own.`,
  }),
  'workspace/store-newer': entry<File & { version: number; known: number }>({
    kind: 'refused',
    message: (d) =>
      `${d.file} was written by a newer Crosswalk (schema ${d.version}, this one knows up to ${d.known}). Install that Crosswalk, or move the file away and pull the snapshot again.`,
  }),
  'workspace/store-altered': entry<File & { schemaFile: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.file} was made with another ${d.schemaFile} than this Crosswalk has; a schema file never changes once released. Install the Crosswalk that made it, or move the file away and pull the snapshot again.`,
  }),
  'workspace/store-busy': entry<File>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `Another program holds ${d.file} for too long. Nothing was changed. Wait until it has ended, then try again.`,
  }),

  // What the SQLite file holds
  'workspace/snapshot-not-found': entry<{ snapshot: string }>({
    kind: 'not-found',
    message: (d) =>
      `There is no snapshot ${d.snapshot}. \`crosswalk snapshot list\` shows what there is; \`crosswalk snapshot pull --env E\` makes one.`,
  }),
  'workspace/no-snapshot': entry<{ agent: string }>({
    kind: 'not-found',
    message: (d) =>
      `There is no complete snapshot of ${d.agent} in this workspace. Make one with \`crosswalk snapshot pull --env E\`.`,
  }),
  'workspace/snapshot-incomplete': entry<{ snapshot: string; state: string }>({
    kind: 'refused',
    message: (d) =>
      `Snapshot ${d.snapshot} is ${d.state}, so it does not have every config. Run \`crosswalk snapshot pull\` again to finish it, or use a complete one.`,
  }),
  'workspace/snapshot-complete': entry<{ snapshot: string }>({
    kind: 'refused',
    message: (d) => `Snapshot ${d.snapshot} is complete and never changes again. Pull a new one.`,
  }),
  'workspace/snapshot-other': entry<{ snapshot: string; of: string; wanted: string }>({
    kind: 'refused',
    message: (d) => `Snapshot ${d.snapshot} is of ${d.of}, not of ${d.wanted}. Use one of ${d.wanted}.`,
  }),
  'workspace/config-not-found': entry<{ snapshot: string; config: string }>({
    kind: 'not-found',
    message: (d) =>
      `Snapshot ${d.snapshot} has no config ${d.config}. Check the id, or pull a new snapshot if the config is newer.`,
  }),
  'workspace/preview-not-found': entry<{ preview: string }>({
    kind: 'not-found',
    message: (d) => `There is no preview ${d.preview}. Run \`crosswalk preview AGENT VERSION\` to make one.`,
  }),
  'workspace/preview-complete': entry<{ preview: string }>({
    kind: 'refused',
    message: (d) => `Preview ${d.preview} is complete and never changes again. Run a new one.`,
  }),
  'workspace/shape-not-found': entry<{ preview: string; shape: string; known: readonly string[] }>({
    kind: 'not-found',
    message: (d) =>
      `Preview ${d.preview} has no shape ${JSON.stringify(d.shape)}; it has: ${known(d.known.slice(0, 20))}${d.known.length > 20 ? ` and ${d.known.length - 20} more` : ''}. \`crosswalk evidence show ${d.preview}\` lists them.`,
  }),
  'workspace/preview-outdated': entry<{ preview: string; agent: string; to: string }>({
    kind: 'refused',
    message: (d) =>
      `The migrations, defaults or schema have changed since preview ${d.preview}, so what it did to one config cannot be computed any more. Take them back from Git, or run \`crosswalk preview ${d.agent} ${d.to}\` and look at that one.`,
  }),
  'workspace/taken-over': entry<{ thing: string }>({
    kind: 'conflict',
    message: (d) =>
      `Another command went on with ${d.thing} in the meantime, so this one stopped; nothing of it is lost. Let the other one finish.`,
  }),
  'workspace/bad-source-row': entry<{ environment: string; config: string; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The config row ${d.config} of ${d.environment} cannot be read: ${d.problem}. Mend the row in the database; \`crosswalk doctor --env ${d.environment}\` looks for more of them.`,
  }),
} as const
