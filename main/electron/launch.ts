import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { fail } from '../../shared/errors/index.ts'
import { bundleDesktop } from './bundle.ts'
import { findElectron } from './find.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

type LaunchOptions = {
  readonly workspaceDir: string
  readonly who: string
  readonly env: NodeJS.ProcessEnv
  /** Aborted to close the app. */
  readonly signal: AbortSignal
}

/** The desktop app, as the command line starts it. */
export const desktopFace = {
  isThere: async (env: NodeJS.ProcessEnv): Promise<boolean> => findElectron(env) !== undefined,
  require: async (env: NodeJS.ProcessEnv): Promise<void> => void requireElectron(env),
  open: launchDesktop,
}

function requireElectron(env: NodeJS.ProcessEnv): string {
  const named = env.CROSSWALK_ELECTRON
  const problem = named ? `there is no ${named}` : 'the program of Electron is not there'
  return findElectron(env) ?? fail('desktop/not-installed', { problem })
}

/**
 * Opens the desktop app on a workspace, and waits until it is closed. The interface has to be built before. Where the
 * app is open already, that one opens the workspace, and this ends at once.
 *
 * Raises `desktop/not-installed`, `desktop/ended`.
 */
async function launchDesktop({ workspaceDir, who, env, signal }: LaunchOptions): Promise<void> {
  const program = findElectron(env)
  if (program === undefined)
    fail('desktop/not-installed', { problem: 'the program of Electron is not there' })
  await bundleDesktop()
  const child = spawn(program, [ROOT, workspaceDir, `--as=${who}`], {
    // The services start programs on this very Node.
    env: { ...env, CROSSWALK_NODE: process.execPath },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const close = () => child.kill()
  signal.addEventListener('abort', close)
  try {
    const [status] = await once(child, 'exit').catch((error: Error) =>
      fail('desktop/not-installed', { problem: error.message }, { cause: error }),
    )
    signal.throwIfAborted()
    if (typeof status === 'number' && status !== 0) fail('desktop/ended', { status })
  } finally {
    signal.removeEventListener('abort', close)
  }
}
