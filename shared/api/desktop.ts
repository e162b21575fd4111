import { z } from 'zod'
import type { Failure } from './procedure.ts'

/**
 * What the page of the desktop app and its main process say to each other beside the contract: what only the
 * system can do. Both ends check by these schemas; neither believes the other.
 */

/** A command of the workbench, as the native menu shows it. */
const menuCommand = z.strictObject({
  id: z.string().min(1).max(200),
  title: z.string().min(1).max(200),
  category: z.string().min(1).max(100),
  /** As in VS Code: 'ctrl+shift+p'. */
  keybinding: z.string().max(100).optional(),
})
export type MenuCommand = Readonly<z.infer<typeof menuCommand>>

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/)
const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ }).max(4000)
const folder = z.string().min(1).max(4000)

/** What a page may ask of the main process: by name, what it takes. */
export const desktopInputs = {
  /** A port to the services of this window's workspace. It comes as a message of its own. */
  'services.connect': z.undefined(),
  /** Starts services that were given up after they ended again and again. */
  'services.restart': z.undefined(),
  'menu.set': z.strictObject({ commands: z.array(menuCommand).max(1000) }),
  /** Without a folder, a dialog asks for one. */
  'workspace.open': z.strictObject({ folder: folder.optional() }),
  'workspace.recent': z.undefined(),
  'workspace.forget': z.strictObject({ folder }),
  /** Asks for flow exports with the system's dialog. */
  'flow.choose': z.undefined(),
  'credentials.list': z.undefined(),
  'credentials.keep': z.strictObject({ variable, url: databaseUrl }),
  'credentials.forget': z.strictObject({ variable }),
} as const

export type DesktopRequest = keyof typeof desktopInputs
export type DesktopInput<R extends DesktopRequest> = z.infer<(typeof desktopInputs)[R]>

/** A flow export that a person opened: by the dialog, by "open with", by dropping it on the app's icon. */
export type OpenedFlow = { readonly name: string; readonly bytes: Uint8Array }

/** The environment variables that the workspace names, and whether the system's keychain holds them. */
export type Credentials = {
  /** Why nothing can be kept here; undefined where it can. */
  readonly unavailable: string | undefined
  readonly variables: readonly {
    readonly environment: string
    readonly variable: string
    readonly isKept: boolean
    /** Set where Crosswalk was started, which goes before what is kept. */
    readonly isGiven: boolean
  }[]
}

/** What each request is answered with. */
export type DesktopOutput = {
  'services.connect': undefined
  'services.restart': undefined
  'menu.set': undefined
  'workspace.open': { readonly opened: string | undefined }
  'workspace.recent': readonly string[]
  'workspace.forget': undefined
  'flow.choose': readonly OpenedFlow[]
  'credentials.list': Credentials
  'credentials.keep': Credentials
  'credentials.forget': Credentials
}

/** An answer; a failure keeps its code on the way. */
export type DesktopAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly failure: Failure }

/** What the main process tells a page without being asked. */
export const desktopEvent = z.discriminatedUnion('kind', [
  /** Chosen in the native menu. */
  z.strictObject({ kind: z.literal('command'), id: z.string() }),
  z.strictObject({
    kind: z.literal('flows'),
    flows: z.array(
      z.strictObject({
        name: z.string(),
        bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
      }),
    ),
  }),
  /** The services' process has ended; a new one is on its way, or is not, after too many. */
  z.strictObject({ kind: z.literal('services-gone'), willRestart: z.boolean() }),
  /** They are there anew: connect again. */
  z.strictObject({ kind: z.literal('services-back') }),
])
export type DesktopEvent = z.infer<typeof desktopEvent>
