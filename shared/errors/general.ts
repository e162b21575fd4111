import { entry } from './entry.ts'

export const generalErrors = {
  'general/usage': entry<{ problem: string; remedy: string }>({
    kind: 'usage',
    message: (d) => `${d.problem}. ${d.remedy}`,
  }),
  /** `log` is the file with the stack, or null where none could be written. */
  'general/bug': entry<{ reference: string; log: string | null }>({
    kind: 'bug',
    message: (d) =>
      `Something unexpected went wrong (reference ${d.reference}). ${
        d.log === null
          ? 'Its details could not be written to any log.'
          : `${d.log} has the details under that reference.`
      } Please report it with them.`,
  }),
  'general/file-not-found': entry<{ file: string }>({
    kind: 'not-found',
    message: (d) => `There is no file ${d.file}. Correct the name, or the folder that it is meant from.`,
  }),
  'general/file-unreadable': entry<{ file: string; problem: string }>({
    kind: 'usage',
    message: (d) => `${d.file} cannot be read: ${d.problem}. Name a file that you may read.`,
  }),
  'general/file-exists': entry<{ file: string }>({
    kind: 'conflict',
    message: (d) =>
      `${d.file} exists already and was left as it is. Name another file, or delete that one first.`,
  }),
  'general/file-unwritable': entry<{ file: string; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.file} cannot be written: ${d.problem}. Nothing was changed. Name another file, or mend that.`,
  }),
  'general/output-failed': entry<{ problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The output could not be written: ${d.problem}. The command itself has ended; run it again with another place for its output.`,
  }),
} as const
