import { entry } from './entry.ts'

export const secretErrors = {
  'secret/no-key': entry<{ environment: string; known: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      d.known.length === 0
        ? `There is no key to encrypt secrets of ${d.environment} with. Set CROSSWALK_KEY_<ID> to 32 random bytes in base64, as "openssl rand -base64 32" makes them.`
        : `There are several keys (${d.known.join(', ')}), and nothing says which one encrypts. Name it as "key_id" of environment ${d.environment} in crosswalk.json.`,
  }),
  'secret/bad-key': entry<{ variable: string; problem: string }>({
    kind: 'usage',
    message: (d) =>
      `The environment variable ${d.variable} holds no key: ${d.problem}. Set it to 32 random bytes in base64, as "openssl rand -base64 32" makes them.`,
  }),
  'secret/key-missing': entry<{ key: string; variable: string }>({
    kind: 'refused',
    message: (d) =>
      `A secret is encrypted under key ${d.key}, which is not here. Set ${d.variable} to that key; without it nobody can read the secret.`,
  }),
  'secret/wrong-key': entry<{ key: string; variable: string; environment: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.variable} is not the key that ${d.environment} knows as ${d.key}. Set it to that one; give a new key an id of its own.`,
  }),
  'secret/unreadable': entry<{ key: string; path: string }>({
    kind: 'refused',
    message: (d) =>
      `The secret at ${d.path || 'the top'} does not open with key ${d.key}: it was changed, or belongs to another tenant, user or agent. Take the config's last good state back with "crosswalk restore".`,
  }),
  'secret/unknown-stand-in': entry<{ path: string }>({
    kind: 'refused',
    message: (d) =>
      `What stands at ${d.path} only stands for a secret, and the stored config has none such. Write the secret itself.`,
  }),
} as const
