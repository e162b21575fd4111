/** What the editor of a checklist is opened on. */
export type ChecklistInput = { readonly release: string; readonly environment: string }
