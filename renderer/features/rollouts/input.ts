/** What the editor of a rollout is opened on. */
export type RolloutInput = { readonly release: string; readonly environment: string }
