import { entry } from './entry.ts'

export const generalErrors = {
  'general/usage': entry<{ problem: string; remedy: string }>({
    kind: 'usage',
    message: (d) => `${d.problem}. ${d.remedy}`,
  }),
  'general/bug': entry<{ reference: string }>({
    kind: 'bug',
    message: (d) =>
      `Something unexpected went wrong (reference ${d.reference}). The log has the details under that reference.`,
  }),
} as const
