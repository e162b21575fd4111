declare const brand: unique symbol
type Branded<T, B extends string> = T & { readonly [brand]: B }

/** Primary key of a config row: a UUID in lower case. */
export type ConfigId = Branded<string, 'ConfigId'>
export type TenantId = Branded<string, 'TenantId'>
export type UserId = Branded<string, 'UserId'>
/** Name of an agent, as in `seo`: lower-case letters, digits and underscores. */
export type AgentName = Branded<string, 'AgentName'>
/** A flow version, `major.minor.patch`, no leading zeros, no tags. */
export type Version = Branded<string, 'Version'>
/** SHA-256 in lower-case hexadecimal. */
export type Hash = Branded<string, 'Hash'>
