/** Server settings by name, as `postgresql.conf` has them. */
export type ServerSettings = Readonly<Record<string, string>>

/** For a small machine, and for a log that never holds what customers wrote. */
const DEFAULT_SETTINGS: ServerSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A failing statement, its parameters and its DETAIL can hold values of a customer's config.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/** For databases that may be lost at any time: nothing waits for the disk. */
export const FAST_SETTINGS: ServerSettings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
}

export const settingFlags = (settings: ServerSettings): string[] =>
  Object.entries({ ...DEFAULT_SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
