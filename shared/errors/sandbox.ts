import { entry } from './entry.ts'

/** Which authored function was running. */
export type TransformPlace = {
  readonly agent: string
  readonly from: string
  readonly to: string
  /** The step's id among the transforms of its migration: `t0`, `t1`, … */
  readonly step: string
  readonly direction: 'up' | 'down'
}

type At = { at: TransformPlace }
/** A process that was stopped or lost may have been somewhere that nobody saw. */
type MaybeAt = { at?: TransformPlace }
type Source = { file: string; line: number; column: number }

const named = (at: TransformPlace): string =>
  `${at.step} (${at.direction}) of ${at.agent} ${at.from} to ${at.to}`
const sentence = (text: string): string => text.replace(/\.$/, '')
const transform = (d: At): string => `The transform ${named(d.at)}`
const perhaps = (d: MaybeAt): string => (d.at ? transform({ at: d.at }) : 'Work on this config')
const source = (d: Source): string => `${d.file}:${d.line}:${d.column}`

export const sandboxErrors = {
  // Reading a module
  'sandbox/source-too-large': entry<{ file: string; characters: number; limit: number }>({
    kind: 'usage',
    message: (d) =>
      `${d.file} has ${d.characters} characters; a migration may have ${d.limit}. Split it, or take large tables out of it.`,
  }),
  'sandbox/does-not-compile': entry<Source & { problem: string }>({
    kind: 'usage',
    message: (d) => `${source(d)}: ${sentence(d.problem)}. Mend the module.`,
  }),
  'sandbox/import-refused': entry<Source & { module: string }>({
    kind: 'usage',
    message: (d) =>
      `${source(d)}: ${JSON.stringify(d.module)} cannot be imported. A migration may import from 'crosswalk' and nothing else, types excepted; write what it needs into the module.`,
  }),
  'sandbox/not-allowed': entry<Source & { construct: string; remedy: string }>({
    kind: 'usage',
    message: (d) => `${source(d)}: ${d.construct} is not allowed in a migration. ${d.remedy}`,
  }),

  // Running a module for its migration
  'sandbox/no-migration': entry<{ file: string }>({
    kind: 'usage',
    message: (d) =>
      `${d.file}: the default export is not what defineMigration gives. Write "export default defineMigration({ … })", with defineMigration imported from 'crosswalk'.`,
  }),
  'sandbox/bad-definition': entry<{ file: string; path: string; problem: string }>({
    kind: 'usage',
    message: (d) =>
      `${d.file}: the migration has ${d.problem} at ${d.path || 'the top'}. Only transform({ up, down }) holds code; everything else must be JSON.`,
  }),
  'sandbox/load-threw': entry<{ file: string; name: string; message: string }>({
    kind: 'usage',
    message: (d) =>
      `${d.file} threw ${d.name} as it was read: ${sentence(d.message)}. Mend what runs at its top level.`,
  }),
  'sandbox/load-stopped': entry<{ file: string; reason: string }>({
    kind: 'usage',
    message: (d) =>
      `${d.file} was stopped as it was read: it ${d.reason}. Look for a loop without end or a structure that only grows at its top level.`,
  }),

  'sandbox/types-stopped': entry<{ file: string; reason: string }>({
    kind: 'usage',
    message: (d) =>
      `${d.file} was stopped as its types were checked: that ${d.reason}. Look for types that refer to themselves, and make them simpler.`,
  }),

  // Running its transforms
  'sandbox/threw': entry<At & { name: string; message: string }>({
    kind: 'refused',
    message: (d) =>
      `${transform(d)} threw ${d.name}: ${sentence(d.message)}. Mend it for configs like this one.`,
  }),
  'sandbox/bad-result': entry<At & { path: string; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `${transform(d)} returned ${d.problem} at ${d.path || 'the top'}. Return the whole config as plain JSON values.`,
  }),
  'sandbox/not-in-module': entry<At>({
    kind: 'refused',
    message: (d) =>
      `${transform(d)} is not in the migration's compiled module. Load the migration again, and make its release anew.`,
  }),
  'sandbox/timed-out': entry<MaybeAt & { limitMs: number }>({
    kind: 'refused',
    message: (d) =>
      `${perhaps(d)} did not end within ${d.limitMs} ms and was stopped. Look for a loop without end, or for a slow regular expression.`,
  }),
  'sandbox/out-of-memory': entry<MaybeAt & { limitMb: number }>({
    kind: 'refused',
    message: (d) =>
      `${perhaps(d)} needed more than ${d.limitMb} MB of memory and was stopped. Look for a structure that only grows.`,
  }),
  'sandbox/died': entry<MaybeAt & { how: string }>({
    kind: 'refused',
    message: (d) =>
      `${perhaps(d)} ended the process that it ran in (${d.how}), and did so again in a new one. Leave this config out and report it.`,
  }),
  'sandbox/given-up': entry<MaybeAt & { stopped: number }>({
    kind: 'refused',
    message: (d) =>
      `This config was not tried: the ${d.stopped} before it all had to be stopped${d.at ? `, the last in the transform ${named(d.at)}` : ''}. Mend the migration and run again.`,
  }),

  // The sandbox itself
  'sandbox/no-start': entry<{ problem: string }>({
    kind: 'unreachable',
    retryable: true,
    message: (d) =>
      `The process for authored code does not start: ${d.problem}. Free memory or processes on this machine, then try again.`,
  }),
} as const
