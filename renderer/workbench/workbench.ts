import type { Host } from '../hosts/host.ts'
import type { EditorInput, Feature } from './contribution.ts'

export type Severity = 'info' | 'warning' | 'error'

export type Notice = {
  readonly severity: Severity
  readonly message: string
  readonly actions?: readonly { readonly title: string; readonly run: () => void }[]
  /** Of a job that this notice follows, with its progress and a button that cancels it. */
  readonly job?: string
}

export type Question = {
  readonly title: string
  readonly detail?: string
  /** Of the button: "Push", "Discard". */
  readonly action: string
  /** Something that is destroyed, or production: the button is red. */
  readonly danger?: boolean
  /** Text that has to be typed before the button works: the environment's name. */
  readonly typed?: string
}

/** What features may ask of the workbench, from components and from commands alike. */
export type Workbench = {
  readonly host: Host
  readonly features: readonly Feature[]
  /** `transient`: for a look; the next one opened so takes its place, unless it was changed or kept. */
  openEditor(editor: EditorInput, options?: { readonly toSide?: boolean; readonly transient?: boolean }): void
  runCommand(id: string, args?: unknown): Promise<void>
  showActivity(id: string): void
  showPanel(id: string): void
  notify(notice: Notice): void
  /** Tells a failure of the services, or a bug of the page, as a notice. */
  notifyFailure(error: unknown): void
  /** Whether the person said yes. */
  confirm(question: Question): Promise<boolean>
  /** A line of text, or undefined where the person went away. */
  ask(question: {
    title: string
    value?: string
    placeholder?: string
    validate?: (text: string) => string | undefined
  }): Promise<string | undefined>
  /** One of some, or undefined. */
  pick<T>(options: {
    title: string
    items: readonly { label: string; description?: string; value: T }[]
  }): Promise<T | undefined>
  /** A line in the output panel. */
  log(line: string): void
}

let current: Workbench | undefined

/** Makes the one workbench of this page. */
export const install = (made: Workbench): void => {
  current = made
}

/** The workbench of this page. */
export function workbench(): Workbench {
  if (!current) throw new Error('the workbench has not been installed')
  return current
}
