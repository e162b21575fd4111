import { entry } from './entry.ts'

type Login = { environment: string; login: string }

export const rightsErrors = {
  'rights/may-not-approve': entry<Login>({
    kind: 'refused',
    message: (d) =>
      `The login ${d.login} of ${d.environment} may not approve. Approve with a login of your own that an administrator has given the right: GRANT crosswalk_approver TO ${quote(d.login)}.`,
  }),
  'rights/acts-for-another': entry<Login & { person: string }>({
    kind: 'refused',
    message: (d) =>
      `The login ${d.login} of ${d.environment} may not act for ${d.person}. Say --as ${d.login}; or, if it is a service that acts for people, have an administrator give it the right: GRANT crosswalk_deputy TO ${quote(d.login)}.`,
  }),
} as const

const quote = (login: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(login) ? login : `"${login.replaceAll('"', '""')}"`
