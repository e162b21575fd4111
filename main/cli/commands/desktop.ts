import { command } from '../command.ts'
import { formatSeconds } from '../words.ts'

export const desktop = command({
  name: 'desktop',
  summary: 'Open the workbench as a desktop app',
  details: [
    'Where the app is open already, that one opens the workspace in a window of its own, and this ends at once.',
    "The app needs Electron's program, which npm does not bring: `npx install-electron --no` fetches it once.",
  ],
  arguments: {},
  options: {},
  async run({ faces, services, workspaceDir, who, signal, print }) {
    const started = performance.now()
    // A folder that is none is told here, and not in a window.
    await (await services()).workspace.settings()
    // What cannot be opened need not be built.
    await faces.desktop.require(process.env)
    await faces.build({
      signal,
      building: () => print('Building the workbench, which takes some seconds once.'),
    })
    await faces.desktop.open({ workspaceDir, who: await who(), env: process.env, signal })
    return { workspace: workspaceDir, seconds: Math.round((performance.now() - started) / 1000) }
  },
  show: ({ workspace, seconds }) => [
    `Closed the workbench on ${workspace}, after ${formatSeconds(seconds)}.`,
  ],
})
