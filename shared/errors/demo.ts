import { entry } from './entry.ts'

export const demoErrors = {
  'demo/not-empty': entry<{ environment: string }>({
    kind: 'refused',
    message: (d) =>
      `The database of ${d.environment} has configs already; the demonstration makes its own and touches no others. Run it in an empty folder.`,
  }),
  'demo/settings-lost': entry<{ lost: number; editsLost: number }>({
    kind: 'refused',
    message: (d) =>
      `The reckoning does not come out even: ${d.lost} settings and ${d.editsLost} edits are missing. This is a bug; please report it with the folder of the demonstration.`,
  }),
} as const
