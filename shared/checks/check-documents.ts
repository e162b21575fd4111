import type { SchemaCheck } from '../config/schema.ts'
import { equalJson } from '../json/equal.ts'
import { formatPointer, getAt, parsePointer } from '../json/pointer.ts'
import { isList, isObject, type Json } from '../json/value.ts'
import { show } from '../lens/show.ts'
import type { CheckCode, CheckData } from './catalogue/catalogue.ts'
import { checkSecretDocuments } from './check-secrets.ts'
import { type CheckFinding, checkFinding } from './finding.ts'
import { partsOf, schemasAt } from './schema-place.ts'
import type { VersionDocuments } from './subject.ts'
import { checkOf } from './witness.ts'

/** One version of an agent: its documents, and where they stand. */
export type VersionSubject = VersionDocuments & {
  readonly agent: string
  readonly files: { readonly schema: string; readonly defaults: string; readonly meta: string }
  /** What the version before says of its flow. */
  readonly before?: Pick<VersionDocuments, 'version' | 'meta'> | undefined
}

/** CW120 to CW124, CW127 to CW129: what the documents of a version say of one another. Raises `config/bad-schema`. */
export function checkVersionDocuments(subject: VersionSubject): readonly CheckFinding[] {
  const check = checkOf(subject.schema, { agent: subject.agent, version: subject.version })
  return [
    ...checkPresence(subject),
    ...checkDefaults(subject, check),
    ...checkSchemaDefaults(subject),
    ...checkVariables(subject),
    ...checkBindings(subject),
    ...checkSecretDocuments(subject),
  ]
}

function found<C extends CheckCode>(code: C, file: string, place: string, data: CheckData<C>): CheckFinding {
  return checkFinding(code, { file, place }, data)
}

function checkPresence({ version, schema, defaults, files }: VersionSubject): readonly CheckFinding[] {
  return [
    ...(schema === undefined ? [found('CW127', files.schema, '', { version, missing: 'schema' })] : []),
    ...(defaults === undefined
      ? [found('CW127', files.defaults, '', { version, missing: 'default config' })]
      : []),
  ]
}

function checkDefaults({ defaults, files }: VersionSubject, check?: SchemaCheck): readonly CheckFinding[] {
  if (defaults === undefined || !check) return []
  return check(defaults).map(({ path, problem }) =>
    found('CW120', files.defaults, path || 'the top', { path, problem }),
  )
}

function checkSchemaDefaults({ schema, defaults, files }: VersionSubject): readonly CheckFinding[] {
  if (schema === undefined || defaults === undefined) return []
  const findings: CheckFinding[] = []
  const visit = (value: Json, tokens: readonly string[]): void => {
    const said = schemasAt(schema, tokens)
      .schemas.flatMap((one) => partsOf(schema, one))
      .map((part) => part.default)
    const usual = said.filter((one) => one !== undefined)
    if (usual.length > 0 && !usual.some((one) => equalJson(one, value))) {
      const path = formatPointer(tokens)
      const data = { path: path || 'the config', schema: show(usual[0] as Json), config: show(value) }
      findings.push(found('CW121', files.schema, path || 'the top', data))
      return
    }
    if (isObject(value) && !isList(value))
      for (const [key, member] of Object.entries(value)) visit(member, [...tokens, key])
  }
  visit(defaults, [])
  return findings
}

function checkVariables({ schema, defaults, meta, files }: VersionSubject): readonly CheckFinding[] {
  if (!meta || (schema === undefined && defaults === undefined)) return []
  return meta.custom_metadata.required_variables.flatMap(({ name, path, required, default: usual }) => {
    const place = `variable ${name}`
    const has = usual !== undefined && usual !== null
    if (path === undefined) return required && !has ? [found('CW122', files.meta, place, { name, path })] : []
    if (leadsSomewhere(path, schema, defaults)) return []
    return required && !has
      ? [found('CW122', files.meta, place, { name, path })]
      : [found('CW123', files.meta, place, { name, path })]
  })
}

function leadsSomewhere(path: string, schema: Json | undefined, defaults: Json | undefined): boolean {
  const tokens = parsePointer(path)
  if (defaults !== undefined && getAt(defaults, tokens) !== undefined) return true
  return schema !== undefined && schemasAt(schema, tokens).said !== 'not-there'
}

function checkBindings({ version, meta, before, files }: VersionSubject): readonly CheckFinding[] {
  if (!meta || !before?.meta) return []
  const declared = new Set(meta.custom_metadata.required_variables.map(({ name }) => name))
  return before.meta.custom_metadata.required_variables.flatMap(({ name }) => {
    const binding = meta.variables.find((one) => one.name === name)
    if (!binding || declared.has(name)) return []
    const data = {
      name,
      node: `${binding.node_name}, field ${binding.field}`,
      version,
      before: before.version,
    }
    return [found('CW124', files.meta, `variable ${name}`, data)]
  })
}
