// What a server and its keeper may see of our environment: neither database URLs and tokens, nor
// settings for Node or PostgreSQL that were meant for the command.
const PASSED = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH']

/** The environment for PostgreSQL's programs. Their messages are in English, for we read them. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const passed = PASSED.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  )
  return { ...Object.fromEntries(passed), LC_ALL: 'C' }
}
