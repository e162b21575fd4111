import type { Hash } from '../../shared/config/ids.ts'
import { conceal, mapValues } from '../../shared/config/secret-stand-in.ts'
import { isNothing, isSealed } from '../../shared/config/secret-value.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { hashJson, type Sha256 } from '../../shared/json/hash.ts'
import { formatPointer, getAt } from '../../shared/json/pointer.ts'
import { readJson } from '../../shared/json/read.ts'
import type { Json } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { OwnerBox, SecretRewrite, SecretRow } from './ports/secrets.ts'
import type { AgentSecrets } from './secret-schemas.ts'

/** Patterns of the marked places at which a text of a config holds a value in the clear. None of one that is no JSON of ours. */
export function clearPlaces(text: string, version: string, secrets: AgentSecrets): readonly string[] {
  const config = tryRead(text)
  if (config === undefined) return []
  const clear = secrets.places(config, version).filter((tokens) => {
    const value = getAt(config, tokens) as Json
    return !isNothing(value) && !isSealed(value)
  })
  return [...new Set(clear.map((tokens) => patternAmong(tokens, secrets.paths)))]
}

// As the schema has it, so that names of a user's own do not get into reports.
function patternAmong(tokens: readonly string[], paths: readonly string[]): string {
  const own = formatPointer(tokens).split('/')
  const wanted = paths.map((path) => path.split('/'))
  const found = wanted.findIndex(
    (path) => path.length === own.length && path.every((token, at) => token === '*' || token === own[at]),
  )
  // Deeper than is told of a schema that refers to itself.
  const known = new Set(wanted.flat())
  return paths[found] ?? own.map((token) => (known.has(token) ? token : '*')).join('/')
}

/**
 * The row with every secret of config, history and complements encrypted; undefined where nothing is to do. The same
 * value becomes the same secret everywhere, and hashes of the journal follow, so that for whoever compares them nothing
 * has changed. Raises `secret/*`.
 */
export function encryptRow(
  row: SecretRow,
  secrets: AgentSecrets,
  box: OwnerBox,
  sha256: Sha256,
): SecretRewrite | undefined {
  const docs = [row, ...row.states].map(({ text, version }) => ({ text, version, config: tryRead(text) }))
  for (const { config } of docs) if (config !== undefined) box.know(config)
  const hashes = new Map<Hash, Hash>()
  const sealed = docs.map(({ config, version }) => {
    if (config === undefined) return undefined
    const result = secrets.schemasOf(version).reduce((one, schema) => box.seal(one, schema), config)
    if (result === config) return undefined
    hashes.set(hashOf(config, sha256), hashOf(result, sha256))
    return writeJson(result)
  })
  const moved = (hash: Hash | null): Hash | null => (hash === null ? null : (hashes.get(hash) ?? hash))
  return rewriteOf(row, sealed, (line) => ({
    ...line,
    input: moved(line.input),
    output: moved(line.output),
    // Nothing tells where in a complement a value comes from; but what it holds stood in one of the states.
    complement: changeText(line.complement, (complement) => box.sealKnown(complement)),
  }))
}

/** The row with every secret of config, history and complements under the current key; undefined where it is. Raises `secret/*`. */
export function renewRow(row: SecretRow, box: OwnerBox): SecretRewrite | undefined {
  const renew = (text: string): string | undefined => {
    const value = readJson(text)
    const result = mapValues(value, (one) =>
      isSealed(one) ? (box.renew(one) as unknown as Json) : undefined,
    )
    return result === value ? undefined : writeJson(result)
  }
  const texts = [row, ...row.states].map(({ text }) => (holdsSealed(text) ? renew(text) : undefined))
  return rewriteOf(row, texts, (line) => ({
    ...line,
    complement:
      line.complement !== null && holdsSealed(line.complement)
        ? (renew(line.complement) ?? line.complement)
        : line.complement,
  }))
}

function rewriteOf(
  row: SecretRow,
  [config, ...states]: readonly (string | undefined)[],
  changeLine: (line: SecretRow['journal'][number]) => SecretRow['journal'][number],
): SecretRewrite | undefined {
  const journal = row.journal.flatMap((line) => {
    const changed = changeLine(line)
    const isSame =
      changed.input === line.input && changed.output === line.output && changed.complement === line.complement
    return isSame ? [] : [changed]
  })
  const changed = row.states.flatMap(({ id }, index) => {
    const text = states[index]
    return text === undefined ? [] : [{ id, text }]
  })
  if (config === undefined && changed.length === 0 && journal.length === 0) return undefined
  return { ...(config === undefined ? {} : { text: config }), states: changed, journal }
}

function changeText(text: string | null, change: (value: Json) => Json): string | null {
  if (text === null) return null
  const value = readJson(text)
  const [before, after] = [writeJson(value), writeJson(change(value))]
  return before === after ? text : after
}

const holdsSealed = (text: string): boolean => text.includes('"$secret"')

const hashOf = (config: Json, sha256: Sha256): Hash => hashJson(conceal(config).value, sha256)

/** A row that nobody can read is for `db adopt` and the preview to tell. */
function tryRead(text: string): Json | undefined {
  try {
    return readJson(text)
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return undefined
  }
}
