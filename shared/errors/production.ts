import { entry } from './entry.ts'

/** Which database a failure is about: the environment's name, and host, port and database. Never a user or a password. */
type Where = { environment: string; place: string }

const theDatabase = (d: Where): string => `the database of ${d.environment} (${d.place})`
const TheDatabase = (d: Where): string => `The database of ${d.environment} (${d.place})`
const few = (lines: readonly string[]): readonly string[] =>
  lines.length > 10 ? [...lines.slice(0, 10), `and ${lines.length - 10} more`] : lines
const list = (lines: readonly string[]): string => lines.map((line) => `\n  ${line}`).join('')

export const productionErrors = {
  'production/unconfirmed': entry<{ environment: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.environment} is protected, and its database was not touched. Type ${d.environment} to confirm that it is meant.`,
  }),

  // Reaching a database
  'production/bad-url': entry<{ environment: string; problem: string }>({
    kind: 'usage',
    message: (d) =>
      `The database URL of ${d.environment} cannot be used: ${d.problem}. Write postgresql://user:password@host:5432/database, with %40, %2F, %3A, %3F and %23 for @ / : ? # inside the user or the password.`,
  }),
  'production/unreachable': entry<Where & { problem: string }>({
    kind: 'unreachable',
    retryable: true,
    message: (d) =>
      `${TheDatabase(d)} cannot be reached: ${d.problem}. Check that it runs, and that its host and port are right.`,
  }),
  'production/authentication-failed': entry<Where & { problem: string }>({
    kind: 'unreachable',
    message: (d) =>
      `${TheDatabase(d)} does not let us in: ${d.problem}. Check the user and the password of its URL, and the server's pg_hba.conf.`,
  }),
  'production/tls-failed': entry<Where & { problem: string }>({
    kind: 'unreachable',
    message: (d) =>
      `No secure connection to ${theDatabase(d)}: ${d.problem}. Set sslmode and sslrootcert in its URL as the server needs them.`,
  }),
  'production/no-database': entry<Where>({
    kind: 'unreachable',
    message: (d) =>
      `The server of ${d.environment} answers, but has no such database (${d.place}). Create it, or correct the name in the URL.`,
  }),
  'production/too-many-connections': entry<Where>({
    kind: 'unreachable',
    retryable: true,
    message: (d) =>
      `${TheDatabase(d)} has no connection left. Try again when others have finished, or raise max_connections.`,
  }),
  'production/gone': entry<Where & { problem: string }>({
    kind: 'unreachable',
    retryable: true,
    message: (d) =>
      `The connection to ${theDatabase(d)} broke off: ${d.problem}. What was committed stands, the rest was not done; try again once the server is back.`,
  }),
  'production/too-old': entry<Where & { version: string; minimum: string }>({
    kind: 'refused',
    message: (d) =>
      `${TheDatabase(d)} is PostgreSQL ${d.version}; ${d.minimum} or later is needed. Upgrade the server.`,
  }),

  // What a server refuses
  'production/read-only': entry<Where>({
    kind: 'refused',
    message: (d) =>
      `${TheDatabase(d)} takes no writes: it is a replica, or its sessions are read-only by default. Use the primary's URL, or turn default_transaction_read_only off.`,
  }),
  'production/no-right': entry<Where & { problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The user of ${theDatabase(d)} lacks a right: ${d.problem}. Have the owner grant it, or use another user; \`crosswalk doctor --env ${d.environment}\` lists what is needed.`,
  }),
  'production/disk-full': entry<Where>({
    kind: 'unreachable',
    message: (d) =>
      `The disk of ${theDatabase(d)} is full. What was not committed was not done; make room, then run the same command again.`,
  }),
  'production/out-of-memory': entry<Where>({
    kind: 'unreachable',
    retryable: true,
    message: (d) => `${TheDatabase(d)} ran out of memory. Try again with less load, or give the server more.`,
  }),
  'production/damaged': entry<Where & { problem: string }>({
    kind: 'unreachable',
    message: (d) =>
      `${TheDatabase(d)} cannot read or write its own files: ${d.problem}. Look into the server's log and its disk before anything else.`,
  }),
  'production/lock-timeout': entry<Where>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `Something else holds a lock in ${theDatabase(d)} for too long. Nothing was changed; try again, or look for long transactions in pg_stat_activity.`,
  }),
  'production/statement-timeout': entry<Where>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `A statement in ${theDatabase(d)} took longer than it may, or was cancelled there. Nothing of it was changed; try again when the server has less to do.`,
  }),
  'production/serialization': entry<Where>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `Another transaction changed the same rows of ${theDatabase(d)} first. Nothing was changed; try again.`,
  }),
  'production/deadlock': entry<Where>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `Two transactions waited for each other in ${theDatabase(d)} and this one was undone. Try again.`,
  }),

  // Our schema
  'production/not-ours': entry<Where>({
    kind: 'refused',
    message: (d) =>
      `${TheDatabase(d)} has no Crosswalk schema. Run \`crosswalk db migrate --env ${d.environment}\`, or correct the environment's URL.`,
  }),
  'production/older': entry<Where & { pending: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `${TheDatabase(d)} has an older Crosswalk schema; missing: ${d.pending.join(', ')}. Run \`crosswalk db migrate --env ${d.environment}\`.`,
  }),
  'production/newer': entry<Where & { version: number; known: number }>({
    kind: 'refused',
    message: (d) =>
      `${TheDatabase(d)} has Crosswalk schema ${d.version}, this Crosswalk knows up to ${d.known}. Install the newer Crosswalk that migrated it.`,
  }),
  'production/schema-drifted': entry<Where & { versions: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `${TheDatabase(d)} was migrated with other files than this Crosswalk has: ${d.versions.join(', ')}. A schema file never changes once released; install the Crosswalk that matches.`,
  }),
  'production/unrecorded': entry<Where & { files: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `${TheDatabase(d)} has a Crosswalk schema, but has lost the record (crosswalk.schema_migrations) of ${d.files.join(', ')}. Run \`crosswalk db migrate --env ${d.environment}\`: it writes the record anew where everything is as these files leave it.`,
  }),
  'production/record-lost': entry<Where & { files: readonly string[]; differences: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `${TheDatabase(d)} has lost the record (crosswalk.schema_migrations) of ${d.files.join(', ')}, and is not just as these files leave it:${list(few(d.differences))}\nNothing was changed. Restore that table from a backup, or put these back as they were; then run \`crosswalk db migrate --env ${d.environment}\` again.`,
  }),
  'production/foreign-schema': entry<Where & { objects: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `${TheDatabase(d)} has a schema "crosswalk" that somebody else made (${d.objects.join(', ')}). Rename it (ALTER SCHEMA crosswalk RENAME TO …), or use another database.`,
  }),
  'production/foreign-table': entry<Where & { problems: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `${TheDatabase(d)} has tables with the names that Crosswalk uses, but not their columns:${list(d.problems)}\nNothing was changed. Add or correct these columns, or use another database.`,
  }),

  // The embedded server
  'production/embedded-failed': entry<{ directory: string; problem: string; log: readonly string[] }>({
    kind: 'unreachable',
    message: (d) =>
      `The embedded PostgreSQL in ${d.directory} does not run: ${d.problem}.${
        d.log.length > 0 ? ` The end of its log:${list(d.log)}` : ''
      }`,
  }),
  'production/embedded-disk-full': entry<{ directory: string }>({
    kind: 'unreachable',
    message: (d) =>
      `The disk that holds the embedded PostgreSQL in ${d.directory} is full. Make room and try again.`,
  }),
  'production/embedded-unsupported': entry<{ platform: string }>({
    kind: 'unreachable',
    message: (d) =>
      `No embedded PostgreSQL is installed for ${d.platform}. Run \`npm ci\` without --omit=optional; where there is none for this platform, give the environment a "url_env" instead of "embedded".`,
  }),

  // Raised by our functions in the database
  'production/preview-differs': entry<Where & { release: string }>({
    kind: 'conflict',
    message: (d) =>
      `${d.release} in ${d.environment} was proposed with another preview than the one to be approved. Read the proposed preview and approve that.`,
  }),
  'production/append-only': entry<Where & { table: string }>({
    kind: 'refused',
    message: (d) => `Rows of ${d.table} in ${theDatabase(d)} are only ever added, never changed or removed.`,
  }),
} as const
