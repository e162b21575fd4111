import { SecretSchema } from '../config/secret-schema.ts'
import { isNothing } from '../config/secret-value.ts'
import { formatPointer, getAt, parsePointer } from '../json/pointer.ts'
import type { Json } from '../json/value.ts'
import type { Step } from '../lens/step.ts'
import type { Examined } from './examined.ts'
import { type CheckFinding, checkFinding } from './finding.ts'
import { ANY, schemasAt } from './schema-place.ts'
import type { VersionDocuments } from './subject.ts'

/** CW128, CW129: what the documents of a version say of secrets. */
export function checkSecretDocuments({
  schema,
  defaults,
  files,
}: Pick<VersionDocuments, 'schema' | 'defaults'> & {
  readonly files: { readonly schema: string; readonly defaults: string }
}): readonly CheckFinding[] {
  const marks = new SecretSchema(schema)
  const own = marks.misplaced.map((path) =>
    checkFinding('CW129', { file: files.schema, place: path || 'the top' }, { path: path || 'the config' }),
  )
  if (schema === undefined) return own
  const set = marks.paths.flatMap((path) => {
    const usual = schemasAt(schema, parsePointer(path)).schemas.flatMap((part) =>
      part.default === undefined || isNothing(part.default) ? [] : [part.default],
    )
    const data = { path, where: 'The schema' }
    return usual.length > 0 ? [checkFinding('CW128', { file: files.schema, place: path }, data)] : []
  })
  const inDefaults = marks.places(defaults ?? null).flatMap((tokens) => {
    if (isNothing(getAt(defaults as Json, tokens) as Json)) return []
    const path = formatPointer(tokens)
    const data = { path, where: 'The default config' }
    return [checkFinding('CW128', { file: files.defaults, place: path }, data)]
  })
  return [...own, ...set, ...inDefaults]
}

/** CW152: steps that look at a value that is secret, and code that names one. */
export function checkSecrets(examined: Examined): readonly CheckFinding[] {
  const { from, to, source } = examined.subject
  const before = new SecretSchema(from.schema).paths
  const marked = [...new Set([...before, ...new SecretSchema(to.schema).paths])]
  if (marked.length === 0) return []
  const bySteps = examined.steps
    // Inside an `each` paths are an item's own.
    .filter(({ around }) => !around.some(({ op }) => op === 'each'))
    .flatMap(({ step, id }) => {
      const path = marked.find((one) => looksAt(step, parsePointer(one)))
      return path === undefined ? [] : [examined.atStep('CW152', id, { path, what: 'The step' })]
    })
  const [code] = source?.transforms ?? []
  const reads = new Set(source?.reads)
  const named = code ? before.filter((path) => reads.has(parsePointer(path).findLast(isName) ?? '')) : []
  return [
    ...bySteps,
    ...named.flatMap((path) => (code ? [examined.atPlace('CW152', code, { path, what: 'The code' })] : [])),
  ]
}

const isName = (token: string): boolean => token !== ANY

/** Whether a step depends on the value at a place, or on what it holds. */
function looksAt(step: Step, secret: readonly string[]): boolean {
  switch (step.op) {
    case 'convert':
    case 'each':
    case 'head':
      return isWithin(parsePointer(step.path), secret)
    case 'hoist':
      return isWithin(parsePointer(step.under), secret)
    case 'nest':
      return isWithin(parsePointer(step.under), secret)
    case 'when':
      return !('exists' in step.condition) && isWithin(parsePointer(step.condition.path), secret)
    case 'move':
      return isBelow(parsePointer(step.from), secret) || isBelow(parsePointer(step.to), secret)
    case 'transform':
      return false
    default:
      return isBelow(parsePointer(step.path), secret)
  }
}

const isWithin = (tokens: readonly string[], secret: readonly string[]): boolean =>
  tokens.length >= secret.length && secret.every((token, at) => token === ANY || token === tokens[at])

const isBelow = (tokens: readonly string[], secret: readonly string[]): boolean =>
  tokens.length > secret.length && isWithin(tokens, secret)
