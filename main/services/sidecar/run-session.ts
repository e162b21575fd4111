import type { Sha256 } from '../../../shared/json/hash.ts'
import type { Whose } from '../ports/sidecar.ts'

/**
 * The id of a conversation in Langflow, whose memory asks for nothing else. It follows from the user and what the user
 * calls the conversation, so that no name that somebody sends leads to the conversation of another one; and it stays
 * the same when the config moves to another version.
 */
export const sessionFor = ({ tenant, user, agent }: Whose, session: string, sha256: Sha256): string =>
  // Neither an id nor the name of an agent holds a line break, so no two users' texts are the same.
  `crosswalk-${sha256(`${tenant}\n${user}\n${agent}\n${session}`)}`
