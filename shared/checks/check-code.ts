import { formatPointer, getAt } from '../json/pointer.ts'
import { isList, isObject, type Json } from '../json/value.ts'
import { isEngineMember } from '../lens/check-path.ts'
import type { Examined } from './examined.ts'
import type { CheckFinding } from './finding.ts'
import { partsOf, schemasAt } from './schema-place.ts'
import type { CodeFact, CodeWrite, TransformFacts } from './source-facts.ts'

/** CW104 to CW109, CW117 to CW119, CW132, CW133: what the text of code shows. */
export function checkCode(examined: Examined): readonly CheckFinding[] {
  const { source } = examined.subject
  if (!source) return []
  return [
    ...source.code.map((fact) => describe(examined, fact)),
    ...source.transforms.flatMap((facts) => checkTransform(examined, facts)),
  ]
}

function describe(examined: Examined, fact: CodeFact): CheckFinding {
  switch (fact.kind) {
    case 'clock':
      return examined.atPlace('CW106', fact, { name: fact.name })
    case 'missing':
      return examined.atPlace('CW107', fact, { name: fact.name })
    case 'endless':
      return examined.atPlace('CW108', fact, {})
    case 'pattern':
      return examined.atPlace('CW118', fact, { pattern: fact.pattern })
    case 'state':
      return examined.atPlace('CW119', fact, { name: fact.name })
    case 'silent-catch':
      return examined.atPlace('CW133', fact, {})
  }
}

function checkTransform(examined: Examined, facts: TransformFacts): readonly CheckFinding[] {
  const findings: CheckFinding[] = []
  if (facts.rebuilt) findings.push(examined.atPlace('CW105', facts.rebuilt, { path: '' }))
  if (facts.idleDown) findings.push(examined.atPlace('CW132', facts.idleDown, {}))
  if (facts.lenses) findings.push(examined.atPlace('CW109', facts, { steps: facts.lenses }))
  for (const write of facts.writes) {
    const [first] = write.path
    if (first !== undefined && write.path.length === 1 && isEngineMember(first)) {
      findings.push(examined.atPlace('CW117', write, { path: formatPointer(write.path) }))
    } else if (write.kind === 'constant') {
      const path = replacedBy(examined, write)
      if (path) findings.push(examined.atPlace('CW104', write, { path: formatPointer(path), by: 'The code' }))
    } else if (write.kind === 'object' && forgets(examined, write.path)) {
      findings.push(examined.atPlace('CW105', write, { path: formatPointer(write.path) }))
    }
  }
  return findings
}

/**
 * The setting that a constant takes the place of: one at the same path that the code never reads, or one of the
 * same name elsewhere, nothing around which the code reads either.
 */
function replacedBy({ subject, full, usual }: Examined, { path }: CodeWrite): readonly string[] | undefined {
  const config = (full ?? usual)?.config
  const reads = new Set(subject.source?.reads)
  const name = path.at(-1)
  if (config === undefined || name === undefined || reads.has(name)) return undefined
  if (getAt(config, path) !== undefined) return path
  const places = placesOf(config, name).filter((tokens) => tokens.every((token) => !reads.has(token)))
  return places.length === 1 ? places[0] : undefined
}

/** All places of a config whose last token is this name, those within lists left out. */
export function placesOf(
  value: Json,
  name: string,
  at: readonly string[] = [],
): readonly (readonly string[])[] {
  if (!isObject(value) || isList(value)) return []
  return Object.entries(value).flatMap(([key, member]) => {
    const here = [...at, key]
    return [...(key === name ? [here] : []), ...placesOf(member, name, here)]
  })
}

/** Whether there may be something in an object that code which writes it anew does not know of. */
function forgets({ subject, full, usual }: Examined, path: readonly string[]): boolean {
  const there = (full ?? usual)?.config
  const value = there && getAt(there, path)
  if (value === undefined || !isObject(value)) return false
  const reads = new Set(subject.source?.reads)
  if (Object.keys(value).some((key) => !reads.has(key))) return true
  const { schema } = subject.from
  if (schema === undefined) return true
  const parts = schemasAt(schema, path).schemas.flatMap((one) => partsOf(schema, one))
  return !parts.some((part) => part.additionalProperties === false)
}
