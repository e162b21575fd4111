import { entry } from './entry.ts'

/** Of the desktop app. */
export const desktopErrors = {
  'desktop/not-installed': entry<{ problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The desktop app cannot be started: ${d.problem}. Run \`npx install-electron --no\` in Crosswalk's folder, which fetches it, or use the same interface in a browser: \`crosswalk web\`.`,
  }),
  'desktop/ended': entry<{ status: number }>({
    kind: 'refused',
    message: (d) =>
      `The desktop app ended with status ${d.status}. What it said stands above; the same interface runs in a browser: \`crosswalk web\`.`,
  }),
  'desktop/foreign-sender': entry<object>({
    kind: 'forbidden',
    message: () => 'Only the workbench itself may ask the desktop app for something. Open it anew.',
  }),
  'desktop/bad-request': entry<{ request: string; problem: string }>({
    kind: 'usage',
    message: (d) => `The desktop app was asked for ${JSON.stringify(d.request)} wrongly: ${d.problem}.`,
  }),
  'desktop/flow-unreadable': entry<{ file: string; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.file} cannot be imported: ${d.problem}. Export the flow from Langflow again and open that.`,
  }),
  'desktop/no-keychain': entry<{ problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The database URL was not kept: ${d.problem}. Set the environment variable where Crosswalk is started instead.`,
  }),
  'desktop/unknown-variable': entry<{ variable: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.variable} is not kept: no environment of crosswalk.json names it as its "url_env". Name it there first.`,
  }),
} as const
