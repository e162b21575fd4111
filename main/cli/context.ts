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
  /** Builds the interface of the workbench where it is missing or old; `building` is called where that takes a while. */
  readonly build: (options: { readonly signal: AbortSignal; readonly building: () => void }) => Promise<void>
  /**
   * Serves the workbench to browsers until the signal. `listening` is given what makes links, each for one browser;
   * `link` is another process's, where that serves the workspace already.
   */
  readonly web: (options: {
    readonly workspaceDir: string
    readonly version: string
    readonly who: string
    readonly signal: AbortSignal
    readonly port?: number | undefined
    readonly logBug: (error: unknown, about: { reference: string; doing: string }) => void
    readonly building: () => void
    readonly listening: (link: () => string) => void
  }) => Promise<{ readonly url: string; readonly link: string | null; readonly seconds: number }>
  /** The workbench as an app, for which the interface has to be built. */
  readonly desktop: {
    /** Whether its program is here: npm does not bring it. */
    readonly isThere: (env: NodeJS.ProcessEnv) => Promise<boolean>
    /** Raises `desktop/not-installed` where it is not. */
    readonly require: (env: NodeJS.ProcessEnv) => Promise<void>
    /** Opens a workspace, until the app is closed or the signal. */
    readonly open: (options: {
      readonly workspaceDir: string
      readonly who: string
      readonly env: NodeJS.ProcessEnv
      readonly signal: AbortSignal
    }) => Promise<void>
  }
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
