import { isCrosswalkError } from '../../shared/errors/index.ts'
import { cleanText } from '../../shared/flow/secrets/text.ts'
import { getMember } from '../../shared/json/object.ts'
import { readJson } from '../../shared/json/read.ts'
import { isList, isObject, type Json, type JsonObject } from '../../shared/json/value.ts'

const LONGEST = 600

/** Reads JSON, or gives undefined where it is none. */
export function findJson(text: string): Json | undefined {
  try {
    return readJson(text)
  } catch (error) {
    if (isCrosswalkError(error)) return undefined
    throw error
  }
}

/** What Langflow says under `detail`, which is a text, a text that holds JSON, an object, or a list of complaints. */
export function detailOf(text: string): JsonObject {
  const answer = findJson(text)
  const detail = answer !== undefined && isObject(answer) ? getMember(answer, 'detail') : undefined
  return toDetail(detail ?? null)
}

function toDetail(detail: Json): JsonObject {
  if (isObject(detail)) return detail
  if (isList(detail))
    return { message: detail.map((item) => (isObject(item) ? complaint(item) : item)).join('; ') }
  if (typeof detail !== 'string') return {}
  const inner = findJson(detail)
  return inner !== undefined && isObject(inner) ? inner : { message: detail }
}

const complaint = ({ loc, msg }: JsonObject): string =>
  `${isList(loc ?? null) ? (loc as readonly Json[]).join('.') : 'body'}: ${String(msg)}`

/** What a detail says, for a message: one line, not too long, without what looks like a secret, and without the key. */
export function wordsOf(detail: JsonObject, apiKey: string): string {
  const said = ['message', 'error', 'detail']
    .map((key) => detail[key])
    .find((value) => typeof value === 'string')
  const line = String(said ?? '')
    .replaceAll(apiKey, '***')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/\.+$/, '')
  const clean = cleanText(line, { isCode: false }).text
  return clean === '' ? 'it gives no reason' : clean.length > LONGEST ? `${clean.slice(0, LONGEST)} …` : clean
}

/** Whether Langflow says that a component of the flow failed, and not the server. */
export const isFlowFailure = ({ message, error }: JsonObject): boolean =>
  /Error (?:running graph|building Component)|Component .* failed/i.test(String(message ?? error ?? ''))
