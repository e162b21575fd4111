import { sha256 } from '../json/hash.ts'

const NAMESPACE = 'crosswalk/published-flow'

/**
 * The id under which a flow version is published: the same for the same agent and version in every Langflow, so
 * that two versions stand side by side and publishing again replaces just the one.
 *
 * A UUID of version 8 (RFC 9562, 5.8) from SHA-256 of the name. Not version 5, which is made for this: Langflow
 * 1.13 refuses those, for it keeps them for itself.
 */
export function publishedFlowId({ agent, version }: { agent: string; version: string }): string {
  const hash = sha256(`${NAMESPACE}\n${agent}@${version}`)
  const variant = '89ab'[Number.parseInt(hash[16] ?? '0', 16) & 3]
  const digits = `${hash.slice(0, 12)}8${hash.slice(13, 16)}${variant}${hash.slice(17, 32)}`
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
