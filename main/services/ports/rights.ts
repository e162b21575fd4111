/** What an environment's database has of roles and grants, beside what it should have. */
export type RightsReport = {
  readonly roles: readonly RoleReport[]
  /** SQL that is left to an administrator, in the order to run it in. */
  readonly missing: readonly string[]
  /** What our roles have been granted beyond what they need: `crosswalk_sidecar: DELETE on crosswalk.journal`. */
  readonly excess: readonly string[]
}

export type RoleReport = {
  readonly role: string
  readonly purpose: string
  readonly exists: boolean
  /** Logins that have it, superusers left out. */
  readonly logins: readonly string[]
}
