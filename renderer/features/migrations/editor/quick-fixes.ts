import type { PlaceFacts } from '../../../../shared/api/authoring.ts'
import type { CheckFinding } from '../../../../shared/checks/index.ts'
import { readJson } from '../../../../shared/json/read.ts'
import { isList, isObject, type Json } from '../../../../shared/json/value.ts'
import { writeJson } from '../../../../shared/json/write.ts'
import { OPS } from '../../../../shared/lens/step.ts'
import { nearest } from './nearest.ts'
import { callAt, offsetAt, quotedAt, type SourceCall } from './source-calls.ts'

/** A piece of text in the place of another. Offsets. */
export type TextEdit = { readonly start: number; readonly end: number; readonly text: string }

export type QuickFix = {
  readonly title: string
  readonly edits: readonly TextEdit[]
  /** The one that is most likely meant. */
  readonly preferred?: boolean
}

type About = {
  readonly source: string
  readonly finding: Pick<CheckFinding, 'code' | 'line' | 'column' | 'message'>
  readonly places: readonly PlaceFacts[]
}

/** What could be done about a finding, by what it stands on. Silencing it is `allowComment`. */
export function quickFixes({ source, finding, places }: About): readonly QuickFix[] {
  const { line = 1, column = 1 } = finding
  const offset = offsetAt(source, { line, column })
  const call = callAt(source, offset)
  return [
    ...missingImport(source, finding),
    ...pathFixes(source, finding, { offset, places }),
    ...(call?.name === 'transform' && finding.code === 'CW101' ? [missingDown(source, call)] : []),
    ...(call?.name === 'remove' && finding.code === 'CW125' ? [deprecation(source, call)] : []),
    ...(call?.name === 'add' ? addedDefault(source, call, places) : []),
  ]
}

/** Puts a comment above the line that silences one finding there, with why. */
export function allowComment(
  source: string,
  { code, line, reason }: { readonly code: string; readonly line: number; readonly reason: string },
): TextEdit {
  const start = offsetAt(source, { line, column: 1 })
  const indent = /^[ \t]*/.exec(source.slice(start))?.[0] ?? ''
  const words = reason.replaceAll(/\s+/g, ' ').trim()
  return { start, end: start, text: `${indent}// crosswalk-allow ${code}: ${words}\n` }
}

// CW130 and CW140: a path that no schema has may be one that is nearly written like it.
function pathFixes(
  source: string,
  { code }: About['finding'],
  { offset, places }: { readonly offset: number; readonly places: readonly PlaceFacts[] },
): readonly QuickFix[] {
  if (code !== 'CW130' && code !== 'CW140') return []
  const call = callAt(source, offset)
  const at = call?.args[0]?.start ?? offset
  const quoted = quotedAt(source, at + 1)
  if (!quoted?.text.startsWith('/')) return []
  const known = places.filter(({ before, after }) => before || after).map(({ path }) => path)
  return nearest(quoted.text, known, { most: 3 }).map((path, index) => ({
    title: `Change to '${path}'`,
    edits: [{ start: quoted.start, end: quoted.end, text: quote(path) }],
    preferred: index === 0,
  }))
}

function missingDown(source: string, call: SourceCall): QuickFix {
  const last = call.args.at(-1)
  // In the object that it is given, before its closing bracket.
  const close = source.lastIndexOf('}', last?.end ?? call.end)
  const before = source.slice(call.start, close).trimEnd()
  const end = call.start + before.length
  const indent = `${indentAt(source, call.start)}  `
  const comma = /[,{]$/.test(before) ? '' : ','
  const text = `${comma}\n${indent}down: (config) => {\n${indent}  // Undo here what up does, for what it changes alone.\n${indent}  return config\n${indent}},\n${indentAt(source, call.start)}`
  return { title: 'Write a way back (down)', edits: [{ start: end, end: close, text }], preferred: true }
}

function deprecation(source: string, call: SourceCall): QuickFix {
  const path = call.args[0] ? source.slice(call.args[0].start, call.args[0].end) : "''"
  const feature =
    quotedAt(source, (call.args[0]?.start ?? call.start) + 1)
      ?.text.split('/')
      .at(-1) ?? 'feature'
  const indent = indentAt(source, call.start)
  const notice = [
    `deprecate(${path}, {`,
    `${indent}  feature: ${quote(feature)},`,
    `${indent}  message: 'Say what those who use it have to do now.',`,
    `${indent}  documentation: '',`,
    `${indent}})`,
  ].join('\n')
  return {
    title: 'Deprecate instead: those who use it are told',
    edits: [{ start: call.start, end: call.end, text: notice }, ...imported(source, 'deprecate')],
    preferred: true,
  }
}

function addedDefault(source: string, call: SourceCall, places: readonly PlaceFacts[]): readonly QuickFix[] {
  const [path, value] = call.args
  const named = path && quotedAt(source, path.start + 1)?.text
  const standing = places.find((one) => one.path === named)?.after?.standing
  if (standing === undefined || !path) return []
  const text = value ? source.slice(value.start, value.end) : ''
  const wanted = asSource(readJson(standing))
  if (sameCode(text, wanted)) return []
  return [
    {
      title: `Add what the new default config has: ${wanted.length > 40 ? `${wanted.slice(0, 40)}…` : wanted}`,
      edits: [
        value
          ? { start: value.start, end: value.end, text: wanted }
          : { start: path.end, end: path.end, text: `, ${wanted}` },
      ],
      preferred: true,
    },
  ]
}

// CW100: whoever writes a step has often not imported it yet.
function missingImport(source: string, { code, message }: About['finding']): readonly QuickFix[] {
  const name = code === 'CW100' ? / (\w+) is not (?:a function|defined)/.exec(message)?.[1] : undefined
  if (name === undefined || !OPS.some((step) => step === name)) return []
  const edits = imported(source, name)
  return edits.length === 0 ? [] : [{ title: `Import ${name} from 'crosswalk'`, edits, preferred: true }]
}

/** Adds a name to what the module imports as 'crosswalk'; nothing where it is there, or no such import is. */
export function imported(source: string, name: string): readonly TextEdit[] {
  const found = /import\s*\{([^}]*)\}\s*from\s*['"]crosswalk['"]/.exec(source)
  if (!found || new RegExp(`\\b${name}\\b`).test(found[1] ?? '')) return []
  const names = found[1] ?? ''
  const start = found.index + found[0].indexOf('{') + 1 + names.trimEnd().replace(/,$/, '').length
  return [{ start, end: start, text: `, ${name}` }]
}

/** A value as a migration writes it: single quotes, no quotes around plain keys. */
export function asSource(value: Json): string {
  if (typeof value === 'string') return quote(value)
  if (isList(value)) return `[${value.map(asSource).join(', ')}]`
  if (!isObject(value)) return writeJson(value)
  const members = Object.keys(value).map((key) => `${keyText(key)}: ${asSource(value[key] as Json)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

// As a key that is written plainly, this one would say what the object inherits from.
const keyText = (key: string): string =>
  key === '__proto__' ? "['__proto__']" : /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key)

const sameCode = (a: string, b: string): boolean =>
  a.replaceAll(/,(?=\s*[}\]])|[\s"']/g, '') === b.replaceAll(/[\s"']/g, '')

const quote = (text: string): string => (/['\\\p{Cc}]/u.test(text) ? JSON.stringify(text) : `'${text}'`)

const indentAt = (source: string, offset: number): string =>
  /^[ \t]*/.exec(source.slice(source.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? ''
