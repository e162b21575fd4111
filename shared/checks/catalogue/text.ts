import { checkEntry } from './entry.ts'

/** Types, what stands in literals, and the comments that silence findings. */
export const textChecks = {
  CW130: checkEntry<{ problem: string }>({
    title: 'A type error',
    severity: 'error',
    message: (d) => d.problem,
    remedy: 'Correct the path or the value; the types come from the schemas of both versions.',
    why: 'The types are made from the schemas, so that a mistake shows in the editor and not at the customer’s.',
    sample: { problem: 'Type number is not assignable to type string.' },
    example: {
      in: 'ts',
      wrong: "add('/region', 5), // the schema says: a string",
      right: "add('/region', 'eu'),",
    },
  }),
  CW150: checkEntry<{ reason: string }>({
    title: 'A secret in a literal',
    severity: 'error',
    message: (d) => `This looks like a secret: ${d.reason}.`,
    remedy:
      'Take it out, name the variable that holds it, and have the secret replaced: it has been written down.',
    why: 'Migrations are kept in Git, shown in reviews and stored in every release. Whoever can read one can use the key.',
    sample: { reason: 'it has the form of a GitHub token' },
    example: {
      in: 'ts',
      wrong: "add('/smtp_password', 'Tulip42Garden'),",
      right: "add('/smtp_password_ref', 'SMTP_PASSWORD'),",
    },
  }),
  CW151: checkEntry<{ reason: string }>({
    title: 'Personal data in a literal',
    severity: 'warning',
    message: (d) => `This looks like personal data: ${d.reason}.`,
    remedy: 'Take it out: a migration is for all tenants, and is kept in Git for good.',
    why: 'What is meant for one customer would get into every config, and the release cannot be changed afterwards.',
    sample: { reason: 'an e-mail address' },
    example: {
      in: 'ts',
      wrong: "add('/contact', 'jane.doe@acme-tools.com'),",
      right: "add('/contact', null),",
    },
  }),
  CW160: checkEntry<{ problem: string }>({
    title: 'An allow comment that cannot be understood',
    severity: 'error',
    silence: 'never',
    message: (d) => `The comment silences nothing: ${d.problem}.`,
    remedy: 'Write it as in // crosswalk-allow CW104: why it is right here.',
    why: 'A finding can be silenced only by name and with a reason, which whoever approves can read.',
    sample: { problem: 'it gives no reason' },
    example: {
      in: 'ts',
      wrong: "// crosswalk-allow CW125\nremove('/limits/cpa'),",
      right:
        "// crosswalk-allow CW125: never shown to anybody, see the changelog of 1.0.0\nremove('/limits/cpa'),",
    },
  }),
  CW161: checkEntry<{ code: string }>({
    title: 'An allow comment that silences nothing',
    severity: 'warning',
    silence: 'never',
    message: (d) => `There is no ${d.code} here to be silenced.`,
    remedy: 'Remove the comment, or put it on the line of the finding or alone on the line above.',
    why: 'A comment that was left over would silence the next finding of its kind, for a reason that was not meant for it.',
    sample: { code: 'CW125' },
    example: {
      in: 'ts',
      wrong: "// crosswalk-allow CW125: never shown to anybody\nrename('/limits/cpa', 'max_cpa'),",
      right: "rename('/limits/cpa', 'max_cpa'),",
    },
  }),
} as const
