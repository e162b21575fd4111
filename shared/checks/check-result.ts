import { diffJson } from '../json/diff.ts'
import { withMember } from '../json/object.ts'
import { parsePointer } from '../json/pointer.ts'
import { isObject, type Json } from '../json/value.ts'
import { show } from '../lens/show.ts'
import type { CheckCode, CheckData } from './catalogue/catalogue.ts'
import type { Examined, World } from './examined.ts'
import type { CheckFinding } from './finding.ts'
import { holds } from './origin.ts'

/** More differences than a person reads; the first of them lead to the others. */
const MOST = 10

/** CW135, CW145, CW146: what the steps make of configs that are known, beside the schema and default config of the target. */
export function checkResult(examined: Examined): readonly CheckFinding[] {
  const { usual, full, toCheck } = examined
  const { from, to } = examined.subject
  // Code is run by the preview, over real configs.
  if (examined.hasCode) return []
  const findings: CheckFinding[] = []
  const result = resultOf(usual, to.version)
  const certain = result === undefined || !toCheck ? [] : toCheck(result)
  for (const { path, problem } of certain) {
    const data = { path, problem, version: to.version, which: 'The default config' }
    findings.push(at(examined, usual, 'CW145', path, data))
  }
  const possible = full?.fits ? resultOf(full, to.version) : undefined
  for (const { path, problem } of possible === undefined || !toCheck ? [] : toCheck(possible)) {
    if (certain.some((one) => one.path === path && one.problem === problem)) continue
    const data = { path, problem, version: to.version, before: from.version }
    findings.push(at(examined, full, 'CW135', path, data))
  }
  if (result === undefined || to.defaults === undefined || certain.length > 0) return findings
  for (const { path, before, after } of diffJson(result, withVersion(to.defaults, to.version)).slice(
    0,
    MOST,
  )) {
    const data = { path, version: to.version, found: wordsOf(before), expected: wordsOf(after) }
    findings.push(at(examined, usual, 'CW146', path, data))
  }
  return findings
}

/** The result of a run that every step took part in. */
function resultOf(world: World | undefined, version: string): Json | undefined {
  const result = world && world.run.failures.length === 0 ? world.run.docs.at(-1) : undefined
  return result === undefined ? undefined : withVersion(result, version)
}

const withVersion = (config: Json, version: string): Json =>
  isObject(config) ? withMember(config, 'version', version) : config

const wordsOf = (value: Json | undefined): string => (value === undefined ? 'nothing' : show(value))

/** At the last step that had to do with the place, or where the steps are listed. */
function at<C extends CheckCode>(
  examined: Examined,
  world: World | undefined,
  code: C,
  path: string,
  data: CheckData<C>,
): CheckFinding {
  const tokens = parsePointer(path)
  const concerned = world?.run.effects.findLast(({ outcome, path: from, to }) => {
    if (['absent', 'parent-absent', 'skipped', 'applied'].includes(outcome)) return false
    const place = parsePointer(to ?? from)
    return holds(place, tokens) || (outcome !== 'moved' && tokens.length > 0 && holds(tokens, place))
  })
  return concerned ? examined.atStep(code, concerned.step, data) : examined.atMember(code, 'steps', data)
}
