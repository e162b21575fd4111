/** What the editor of a release is opened on. */
export type ReleaseInput = { readonly release: string; readonly environment?: string }

/** What a new release is begun with. */
export type NewReleaseInput = { readonly agent?: string; readonly to?: string; readonly preview?: string }

/** What the editor of a report is opened on. */
export type ReportInput = { readonly release: string; readonly environment: string }
