/** What the preload script gives the page, as `window.crosswalkDesktop`. */
export type DesktopBridge = {
  readonly ask: (request: string, input: unknown) => Promise<unknown>
  readonly hear: (event: (message: unknown) => void) => void
}

/** Names of channels between preload script and main process. */
export const desktopChannels = {
  ask: 'crosswalk:ask',
  tell: 'crosswalk:tell',
  port: 'crosswalk:port',
} as const
