import { fail } from '../../../shared/errors/index.ts'
import { command } from '../command.ts'
import { formatSeconds } from '../words.ts'
import { serveWorkbench } from '../workbench.ts'

export const web = command({
  name: 'web',
  summary: 'Open the workbench in a browser of this machine',
  details: [
    'It prints a link that lets one browser in, once. Run it again, or press Enter where it runs, for another link.',
    'Only this machine reaches it. Work that a window has started goes on when the window is closed; Ctrl-C ends it',
    'all, and leaves a push paused.',
  ],
  arguments: {},
  options: {
    port: {
      value: 'PORT',
      about: 'at this port (default: the last one of this workspace, or any that is free)',
      read: readPort,
    },
    open: { about: 'open the browser, also where nobody seems to sit before a screen' },
  },
  run: async (context, { port, open }) =>
    serveWorkbench(context, {
      workspaceDir: context.workspaceDir,
      port,
      open: open ? 'browser' : 'if seen',
    }),
  show: ({ url, link, seconds }) =>
    link === null
      ? [`Stopped serving the workbench at ${url}, after ${formatSeconds(seconds)}.`]
      : [`This workspace is served already. Open ${link}`],
})

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65_535) return port
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no port`,
    remedy: 'Write a number from 1 to 65535, or leave --port out.',
  })
}
