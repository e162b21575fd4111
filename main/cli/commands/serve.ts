import { command } from '../command.ts'
import { env } from '../inputs.ts'

export const serve = command({
  name: 'serve',
  summary: 'Serve configs to flows and users over HTTP',
  details: [
    'The sidecar. Environment variables set it up (CROSSWALK_SIDECAR_…, CROSSWALK_JWT_…): docs/sidecar.md has them all.',
    'Its log goes to stdout, a JSON object a line. Ctrl-C or SIGTERM has it finish what is under way, and ends it.',
  ],
  arguments: {},
  options: { env },
  async run({ services, faces, version, signal, print, json }, { env: environment }) {
    return faces.serve({
      services: await services(),
      environment,
      env: process.env,
      version,
      signal,
      listening: (url) => print(`Serving ${environment} at ${url}. /docs shows what it takes.`),
      // On stdout stands the result then, and nothing else.
      ...(json ? { log: process.stderr } : {}),
    })
  },
  show: ({ environment, url, seconds }) => [
    `Stopped serving ${environment} at ${url}, after ${seconds} seconds.`,
  ],
})
