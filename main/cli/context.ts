import type { Services } from '../compose.ts'
import type { ProgressEvent } from './progress.ts'

/** Other faces, which the command line starts and does not know: `bin` brings them along. */
export type Faces = {
  /** Serves an environment until the signal. `listening` is called with the address once it does. */
  readonly serve: (options: {
    readonly services: Services
    readonly environment: string
    readonly env: NodeJS.ProcessEnv
    readonly version: string
    readonly signal: AbortSignal
    readonly listening: (url: string) => void
    readonly log?: { write(line: string): void }
  }) => Promise<{ readonly environment: string; readonly url: string; readonly seconds: number }>
}

/** What a command is given beside its input. */
export type Context = {
  /** Absolute path of the workspace, whether there is one or not. */
  readonly workspaceDir: string
  /** Absolute path of the folder that relative file names are meant from. */
  readonly cwd: string
  /** Whether `--json` was given. Results are printed rightly without a look at this. */
  readonly json: boolean
  /** Aborted when the person cancels. Goes into every call that takes long. */
  readonly signal: AbortSignal
  /** Who acts: `--as`, else CROSSWALK_USER, else Git's user.email, else the name of the system's user. */
  who(): Promise<string>
  /** Of this Crosswalk. */
  readonly version: string
  readonly faces: Faces
  /** The use cases, composed at the first call and closed after the command. */
  services(): Promise<Services>
  /** Lines for a person on the way to the result; nothing with `--json`. */
  print(...lines: readonly string[]): void
  /**
   * Writes a long text to stdout, piece by piece, as fast as its reader takes it. Gives what the pieces give at
   * their end; undefined where the reader has gone before.
   */
  stream<T>(pieces: AsyncGenerator<string, T>): Promise<T | undefined>
  /** How far long work is. May be called as often as one likes; what is shown is bounded. */
  progress(event: ProgressEvent): void
}
