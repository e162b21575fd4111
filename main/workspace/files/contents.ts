import type { z } from 'zod'
import { readWorkspaceSettings } from '../../../shared/config/workspace-file.ts'
import { fail, isCrosswalkError } from '../../../shared/errors/index.ts'
import { flowMetaSchema } from '../../../shared/flow/metadata.ts'
import { formatPointer } from '../../../shared/json/pointer.ts'
import { readJson } from '../../../shared/json/read.ts'
import { isObject, type Json, type JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { checklistForm } from '../../../shared/release/checklist-form.ts'
import { acceptancesForm, byPlace } from '../../../shared/review/acceptance-form.ts'
import type { Contents, FileKind } from '../../services/ports/workspace.ts'

/** How the text of each kind is read; `file` is for messages. Raises `workspace/damaged`, `workspace/bad-settings`. */
const readers: { readonly [K in FileKind]: (text: string, file: string) => Contents[K] } = {
  settings: readWorkspaceSettings,
  flow: readObject,
  meta: readMeta,
  schema: readObject,
  defaults: readObject,
  migration: (text) => text,
  release: readObject,
  accepted: readAccepted,
  checklist: (text, file) => checked(checklistForm, readValue(text, file), file),
  editor: (text) => text,
}

export function decode<K extends FileKind>(kind: K, bytes: Uint8Array, file: string): Contents[K] {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    return fail('workspace/damaged', { file, problem: 'Its text is not UTF-8' }, { cause: error })
  }
  return readers[kind](text, file)
}

/** The text of a file: pretty-printed JSON with a final newline, without loss, or what is text already as it is. */
export function encode<K extends FileKind>(kind: K, value: Contents[K]): string {
  if (kind === 'migration' || kind === 'editor') return String(value)
  // In one order whoever writes, so that Git shows what was accepted and nothing else.
  const json = kind === 'accepted' ? (value as Contents['accepted']).toSorted(byPlace) : value
  return `${writeJson(json as unknown as Json, { indent: 2 })}\n`
}

function readValue(text: string, file: string): Json {
  try {
    return readJson(text, { duplicateKeys: 'refuse' })
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return fail('workspace/damaged', { file, problem: error.message }, { cause: error })
  }
}

function readObject(text: string, file: string): JsonObject {
  const value = readValue(text, file)
  return isObject(value) ? value : fail('workspace/damaged', { file, problem: 'It holds no JSON object' })
}

function readMeta(text: string, file: string): Contents['meta'] {
  return checked(flowMetaSchema, readObject(text, file), file)
}

function readAccepted(text: string, file: string): Contents['accepted'] {
  return checked(acceptancesForm, readValue(text, file), file)
}

function checked<T>(form: z.ZodType<T>, value: Json, file: string): T {
  const result = form.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = formatPointer((issue?.path ?? []).map(String)) || 'the top'
  return fail('workspace/damaged', { file, problem: `At ${place}: ${issue?.message}` })
}
