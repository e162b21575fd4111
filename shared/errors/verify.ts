import { entry } from './entry.ts'

type Name = { release: string; environment: string }

export const verifyErrors = {
  'verify/not-staging': entry<{ environment: string; staging: readonly string[] }>({
    kind: 'usage',
    message: (d) =>
      `${d.environment} is no staging environment of this workspace; those are: ${d.staging.join(', ') || 'none'}. Name one of them, or say "staging": true of it in crosswalk.json.`,
  }),
  'verify/other-digest': entry<Name & { digest: string; other: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.release} in ${d.environment} has the digest ${d.other.slice(0, 12)}, the one of this workspace ${d.digest.slice(0, 12)}: they are not the same release. Propose, approve and push this one there first.`,
  }),
  'verify/not-verified': entry<Name & { staging: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `${d.release} was not verified on ${d.staging.join(' or ')} with just these contents, so it does not get to ${d.environment}. Push it there, then run "crosswalk release verify ${d.release} --env ${d.staging[0]}".`,
  }),
  'verify/failed': entry<Name & { staging: string; at: string; problems: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `${d.release} was verified on ${d.staging} at ${d.at} and did not hold: ${d.problems.slice(0, 8).join('; ')}${d.problems.length > 8 ? `; and ${d.problems.length - 8} more` : ''}. Mend it and verify it again; until then it does not get to ${d.environment}.`,
  }),
  'verify/unrecorded': entry<{ release: string; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.release} cannot be called verified: ${d.problem}. Run "crosswalk release verify" on a staging environment first.`,
  }),
  'verify/secret-unset': entry<{ smoke: string; variable: string }>({
    kind: 'usage',
    message: (d) =>
      `The environment variable ${d.variable}, which the smoke request ${JSON.stringify(d.smoke)} of crosswalk.json sends, is not set. Set it and run the command again.`,
  }),
} as const
