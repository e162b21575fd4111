import { entry } from './entry.ts'

type Target = { agent: string; to: string }
type Place = { preview: string; path: string }

export const lossErrors = {
  'loss/no-preview': entry<Target>({
    kind: 'not-found',
    message: (d) =>
      `There is no finished preview of ${d.agent} ${d.to}, so nobody knows what it loses. Run \`crosswalk preview ${d.agent} ${d.to}\`.`,
  }),
  'loss/preview-outdated': entry<Target & { preview: string }>({
    kind: 'refused',
    message: (d) =>
      `Preview ${d.preview} does not tell what ${d.agent} ${d.to} loses as the workspace is now: migrations, defaults or schema have changed since. Run \`crosswalk preview ${d.agent} ${d.to}\` and look at that one.`,
  }),
  'loss/preview-of-another': entry<Target & { preview: string; is: string }>({
    kind: 'usage',
    message: (d) =>
      `Preview ${d.preview} is one of ${d.is}, not of ${d.agent} ${d.to}. \`crosswalk evidence list ${d.agent}\` shows which there are.`,
  }),
  'loss/unknown-path': entry<Place & { known: readonly string[] }>({
    kind: 'not-found',
    message: (d) =>
      `Preview ${d.preview} has no silent loss at ${JSON.stringify(d.path)}; it has some at ${some(d.known)}. Write the path as \`crosswalk loss list\` does.`,
  }),
  'loss/declared': entry<Place>({
    kind: 'refused',
    message: (d) =>
      `What users set at ${d.path} is taken away by declaration of the migration (preview ${d.preview}). That blocks nothing; there is nothing to accept.`,
  }),
  'loss/unknown-shape': entry<Place & { shapes: readonly string[]; known: readonly string[] }>({
    kind: 'not-found',
    message: (d) =>
      `In preview ${d.preview}, configs of the shape ${d.shapes.join(', ')} lose nothing silently at ${d.path}; those of ${some(d.known)} do. Name shapes as \`crosswalk loss list\` does.`,
  }),
  'loss/no-reason': entry<{ reason: string }>({
    kind: 'usage',
    message: (d) =>
      `${JSON.stringify(d.reason)} is no reason. Say in three words or more, on one line, why users may lose this: whoever approves reads it, and so does whoever asks in a year.`,
  }),
  'loss/not-accepted': entry<{ file: string; path: string; shapes: readonly string[] }>({
    kind: 'not-found',
    message: (d) =>
      `${d.file} has no acceptance of the loss at ${JSON.stringify(d.path)} for ${d.shapes.join(', ')}. \`crosswalk loss list\` shows those that there are.`,
  }),
} as const

const SHOWN = 12

const some = (known: readonly string[]): string =>
  known.length === 0
    ? 'no place'
    : known.length > SHOWN
      ? `${known.slice(0, SHOWN).join(', ')} and ${known.length - SHOWN} more`
      : known.join(', ')
