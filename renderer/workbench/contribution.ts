import type { ComponentType, LazyExoticComponent } from 'react'

type View<P = object> = ComponentType<P> | LazyExoticComponent<ComponentType<P>>

/** An editor to be shown: of a type that a feature has registered, on an input that survives a restart as JSON. */
export type EditorInput<T = unknown> = {
  /** As registered: 'preview', 'migration'. */
  readonly type: string
  /** Equal inputs share one tab. */
  readonly key: string
  readonly title: string
  readonly input: T
}

export type EditorType<T = unknown> = {
  readonly type: string
  /** Name of a codicon, without `codicon-`. */
  readonly icon: string
  readonly Component: View<{ readonly input: T; readonly editor: EditorHandle }>
}

/** An editor's own tab. */
export type EditorHandle = {
  readonly setTitle: (title: string) => void
  /** Unsaved changes: a dot on the tab, and a question before it is closed. */
  readonly setDirty: (dirty: boolean) => void
  readonly close: () => void
}

/** An icon of the activity bar, and the view that it shows in the side bar. */
export type Activity = {
  readonly id: string
  readonly title: string
  readonly icon: string
  /** From the top. */
  readonly order: number
  readonly View: View
  /** A hook: how many things wait there, shown on the icon; 0 for none. */
  readonly useBadge?: () => number
}

/** A tab of the bottom panel. */
export type Panel = {
  readonly id: string
  readonly title: string
  readonly order: number
  readonly View: View
  /** A hook: how many things there are, shown beside the title; 0 for none. */
  readonly useBadge?: () => number
}

export type StatusItem = {
  readonly id: string
  readonly side: 'left' | 'right'
  readonly order: number
  readonly View: View
}

export type Command = {
  /** `feature.verb`, as in `preview.run`. */
  readonly id: string
  /** In the palette after its category: "Preview: Run". */
  readonly title: string
  readonly category: string
  /** As in VS Code: 'ctrl+shift+p', chords 'ctrl+k ctrl+s'. `ctrl` is Command on a Mac. The first one is shown. */
  readonly keybinding?: string | readonly string[]
  /** Whether it can be run now; left out: always. */
  readonly isEnabled?: () => boolean
  readonly run: (args?: unknown) => void | Promise<void>
  /** Left out of the palette, as it makes no sense without arguments. */
  readonly hidden?: boolean
}

/** One thing to be found by quick open. */
export type QuickItem = {
  readonly id: string
  readonly label: string
  readonly description?: string
  readonly icon?: string
  readonly open: () => void
}

/** What a feature adds to the workbench. Its `index.ts` exports one of these and nothing else but what others may call. */
export type Feature = {
  readonly id: string
  readonly activities?: readonly Activity[]
  // biome-ignore lint/suspicious/noExplicitAny: each editor knows its own input, the workbench none
  readonly editors?: readonly EditorType<any>[]
  readonly panels?: readonly Panel[]
  readonly statusItems?: readonly StatusItem[]
  readonly commands?: readonly Command[]
  /** Things of this feature that a name leads to. */
  readonly quickItems?: () => Promise<readonly QuickItem[]>
  /** Cards of the welcome page. */
  readonly welcome?: readonly { readonly order: number; readonly View: View }[]
}
