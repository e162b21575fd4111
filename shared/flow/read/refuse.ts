import { fail } from '../../errors/index.ts'
import { isList, isObject, isRawNumber, type Json } from '../../json/value.ts'

/** Refuses a document, saying where it is no flow and what is wrong there. */
export type Refuse = (place: string, problem: string, remedy?: string) => never

const REMEDY = 'Export the flow from Langflow again, and do not edit the file by hand'

/** Refuses in the name of one file, or of one flow within it. */
export const refuser =
  (source: string): Refuse =>
  (place, problem, remedy = REMEDY) =>
    fail('flow/not-a-flow', { source, place, problem, remedy })

/** What kind of value this is, in words for a message. Never the value itself, for it may be secret. */
export function kindOf(value: Json | undefined): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (isList(value)) return 'a list'
  if (isObject(value)) return 'an object'
  if (isRawNumber(value)) return 'a number'
  return { string: 'a text', number: 'a number', boolean: 'a truth value' }[typeof value as 'string']
}

/** A key or id as messages quote it: cut short, for it comes from outside. */
export const quote = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text)
