import { strFromU8, strToU8 } from 'fflate'
import { fail, isCrosswalkError } from '../../errors/index.ts'
import { readJson } from '../../json/read.ts'
import type { Json } from '../../json/value.ts'

/**
 * The JSON value of one file. Numbers keep their text, duplicate keys are refused.
 *
 * Raises `flow/unreadable`, naming the file, where the bytes are no UTF-8 or the text is no JSON.
 */
export function decodeJson(content: string | Uint8Array, source: string): Json {
  const text = typeof content === 'string' ? content : decodeText(content, source)
  try {
    return readJson(text.startsWith('\uFEFF') ? text.slice(1) : text, { duplicateKeys: 'refuse' })
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    const remedy = 'Export the flow from Langflow again'
    return fail('flow/unreadable', { source, problem: withoutStop(error.message), remedy }, { cause: error })
  }
}

const withoutStop = (text: string): string => text.replace(/\.$/, '')

function decodeText(bytes: Uint8Array, source: string): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const body = hasMark ? bytes.subarray(3) : bytes
  const text = utf16 ? undefined : strFromU8(body)
  // The decoder replaces what is malformed; only well-formed text gives the same bytes back.
  if (text === undefined || !sameBytes(strToU8(text), body)) {
    const problem = utf16 ? 'it is saved as UTF-16' : 'it is no UTF-8 text'
    return fail('flow/unreadable', { source, problem, remedy: 'Save it as UTF-8 and import it again' })
  }
  return text
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])
