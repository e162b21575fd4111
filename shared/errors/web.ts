import { entry } from './entry.ts'

/** Of the workbench in a browser, and of the work that its windows start. */
export const webErrors = {
  // Starting it
  'web/port-taken': entry<{ port: number; problem: string }>({
    kind: 'unreachable',
    message: (d) =>
      `The workbench cannot be served at port ${d.port} of this machine: ${d.problem}. Name another one with --port, or leave it out for one that is free.`,
  }),
  'web/not-built': entry<{ folder: string; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The workbench cannot be built into ${d.folder}: ${d.problem}. Mend that, or install Crosswalk anew: a package has it built already.`,
  }),

  // Who comes in
  'web/foreign-host': entry<object>({
    kind: 'forbidden',
    message: () =>
      'The request names another host than this machine. Open the workbench by the link that `crosswalk web` printed.',
  }),
  'web/foreign-origin': entry<object>({
    kind: 'forbidden',
    message: () =>
      'The request comes from a page that is not the workbench, and was not looked at. Open the workbench by the link that `crosswalk web` printed.',
  }),
  'web/no-session': entry<object>({
    kind: 'unauthenticated',
    message: () =>
      'This browser was not let in, or not lately. Run `crosswalk web` in the workspace, or press Enter where it runs: it prints a new link.',
  }),
  'web/link-used': entry<object>({
    kind: 'unauthenticated',
    message: () =>
      'The link was used already, or is too old: each lets one browser in, once. Run `crosswalk web` in the workspace, or press Enter where it runs: it prints a new one.',
  }),
  'web/no-such-page': entry<object>({
    kind: 'not-found',
    message: () => 'There is no such page. Open the workbench by the link that `crosswalk web` printed.',
  }),
  'web/not-that-way': entry<{ allowed: string }>({
    kind: 'usage',
    message: (d) => `The request cannot be taken: this address takes ${d.allowed}.`,
  }),
  'web/too-large': entry<{ limitBytes: number }>({
    kind: 'too-large',
    message: (d) => `The request is larger than ${d.limitBytes} bytes. Send less.`,
  }),
  'web/too-many-windows': entry<{ limit: number }>({
    kind: 'too-many',
    retryable: true,
    message: (d) => `${d.limit} windows are open on this workspace. Close one of them and try again.`,
  }),
  'web/no-links': entry<object>({
    kind: 'refused',
    message: () =>
      'Only the workbench in a browser gives links. Run `crosswalk web` in the workspace to open it in one.',
  }),

  // What a window asks
  'web/bad-input': entry<{ procedure: string; problems: readonly { place: string; problem: string }[] }>({
    kind: 'usage',
    message: (d) =>
      `${d.procedure} was not given what it takes: ${d.problems
        .map(({ place, problem }) => `${place === '' ? 'the input' : JSON.stringify(place)}: ${problem}`)
        .join('; ')}. Correct that and try again.`,
  }),
  'web/too-many-jobs': entry<{ limit: number }>({
    kind: 'too-many',
    retryable: true,
    message: (d) => `${d.limit} jobs are under way. Cancel one of them, or wait until one has ended.`,
  }),
} as const
