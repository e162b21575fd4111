import type * as MonacoModule from 'monaco-editor'

/** What `loadMonaco` gives. */
export type Monaco = typeof MonacoModule
