import { checkEntry } from './entry.ts'

/** What schemas mark `"x-secret": true`, and what migrations do with it. */
export const secretChecks = {
  CW128: checkEntry<{ path: string; where: string }>({
    title: 'A secret with a default',
    severity: 'error',
    silence: 'never',
    message: (d) => `${d.where} has a value at ${d.path}, which is marked as secret.`,
    remedy: 'Make the default null or empty, and have the secret set by its user.',
    why: 'A default stands in the workspace, in Git and in every release, in the clear, and is the same for everybody. Whatever it is, it is no secret.',
    sample: { path: '/crm/token', where: 'The default config' },
    example: {
      in: 'json',
      wrong: '{ "crm": { "token": "tok-4711" } }',
      right: '{ "crm": { "token": null } }',
    },
  }),
  CW129: checkEntry<{ path: string }>({
    title: 'A mark where nothing can be encrypted',
    severity: 'error',
    silence: 'never',
    message: (d) => `The schema marks ${d.path} as secret, which is never encrypted.`,
    remedy: 'Mark the settings that are secret, one by one or by the object that holds them.',
    why: 'The config itself, its version and its tenant have to be readable: nobody could migrate it else. The mark looks as if it protected something and does not.',
    sample: { path: '/version' },
    example: {
      in: 'json',
      wrong: '{ "x-secret": true, "properties": { "token": { "type": "string" } } }',
      right: '{ "properties": { "token": { "type": "string", "x-secret": true } } }',
    },
  }),
  CW152: checkEntry<{ path: string; what: string }>({
    title: 'A migration that touches a secret',
    severity: 'warning',
    message: (d) => `${d.what} looks at ${d.path}, which is secret: there is only what stands for it.`,
    remedy:
      'Carry the secret over whole, by a step (move, rename). The preview tells code that depends on its value (CW214).',
    why: 'Secrets are encrypted at rest, and no migration has the key. A text stands in the place of each; what is made of that, or compared with it, is wrong for every tenant.',
    sample: { path: '/tone', what: 'The step' },
    example: { in: 'ts', wrong: "convert('/tone', [['plain', 'dry']]),", right: "rename('/tone', 'voice')," },
  }),
} as const
