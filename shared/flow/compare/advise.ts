import type { Version } from '../../config/ids.ts'
import { parseVersion } from '../../config/version.ts'
import { equalJson } from '../../json/equal.ts'
import type { Json } from '../../json/value.ts'
import type { RequiredVariable } from '../custom-metadata.ts'
import type { FlowMeta } from '../metadata.ts'
import type { EdgeRef, FlowComparison, NodeChange, NodeRef } from './comparison.ts'

/** `breaking`: what tenants or callers set up may stop to work; `feature`: something new beside it; `fix`: the same inside out. */
export type Verdict = 'breaking' | 'feature' | 'fix' | 'none'

/** `version` is the one to give, after the version before; where nothing changed, the same. */
export type VersionAdvice = {
  readonly verdict: Verdict
  readonly reasons: readonly string[]
  readonly version: Version
}

type Reason = { readonly verdict: 'breaking' | 'feature' | 'fix'; readonly text: string }
type Side = { readonly meta: FlowMeta; readonly version: Version }

/**
 * Which semantic version a changed flow should get, and why; the reasons are those of the verdict.
 *
 * A tenant's settings reach a flow by variables and by tweaks, which name a node and a field, and
 * Langflow skips a tweak silently when either is gone: so a lost node or field breaks. Neither does
 * a caller learn that an input, an output or the endpoint went away.
 */
export function adviseVersion(
  comparison: FlowComparison,
  before: Side,
  after: { readonly meta: FlowMeta },
): VersionAdvice {
  const reasons = [...byGraph(comparison), ...byAbout(comparison), ...byMetadata(before.meta, after.meta)]
  const verdict =
    (['breaking', 'feature', 'fix'] as const).find((kind) =>
      reasons.some((reason) => reason.verdict === kind),
    ) ?? 'none'
  return {
    verdict,
    reasons: reasons.filter((reason) => reason.verdict === verdict).map(({ text }) => text),
    version: nextVersion(before.version, verdict),
  }
}

function nextVersion(version: Version, verdict: Verdict): Version {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const next = {
    breaking: [major + 1, 0, 0],
    feature: [major, minor + 1, 0],
    fix: [major, minor, patch + 1],
    none: [major, minor, patch],
  }
  return parseVersion(next[verdict].join('.'))
}

const breaking = (text: string): Reason => ({ verdict: 'breaking', text })
const feature = (text: string): Reason => ({ verdict: 'feature', text })
const fix = (text: string): Reason => ({ verdict: 'fix', text })

const title = ({ name }: NodeRef): string => name
const join = ({ from, output, to, field }: EdgeRef): string =>
  `${title(from)}.${output} -> ${title(to)}.${field}`

function byGraph({ nodes, edges, variables }: FlowComparison): Reason[] {
  return [
    ...nodes.removed.map((node) => breaking(`the node ${title(node)} is gone`)),
    ...nodes.added.map((node) => feature(`the node ${title(node)} is new`)),
    ...nodes.changed.flatMap(byNode),
    ...edges.removed.map((edge) => fix(`the edge ${join(edge)} is gone`)),
    ...edges.added.map((edge) => fix(`the edge ${join(edge)} is new`)),
    ...edges.changed.map((edge) => fix(`the edge ${join(edge)} changed in ${edge.what.join(' and ')}`)),
    ...variables.removed.map((name) => fix(`the variable ${name} is not used any more`)),
    ...variables.added.map((name) => feature(`the variable ${name} must be there in Langflow`)),
  ]
}

function byNode({ before, after, fields, outputs, other }: NodeChange): Reason[] {
  const name = title(before)
  return [
    ...(before.name === after.name
      ? []
      : [breaking(`the node ${name} is now named ${after.name}, and tweaks may go by its name`)]),
    ...fields.flatMap((change): Reason[] => {
      const field = `the field ${change.field} of ${name}`
      if (change.change === 'removed') return [breaking(`${field} is gone`)]
      if (change.needsValue) return [breaking(`${field} is required and has no value`)]
      if (change.settings.includes('type')) return [breaking(`${field} has another type`)]
      return [change.change === 'added' ? feature(`${field} is new`) : fix(`${field} changed`)]
    }),
    ...outputs.removed.map((output) => breaking(`the output ${output} of ${name} is gone`)),
    ...outputs.added.map((output) => feature(`the output ${output} of ${name} is new`)),
    ...outputs.changed.map((output) => fix(`the output ${output} of ${name} changed`)),
    ...other.map((key) => fix(`${key} of ${name} changed`)),
  ]
}

const byAbout = ({ about }: FlowComparison): Reason[] =>
  about.flatMap(({ key, before }) =>
    // Callers may go by the endpoint; where there was none, nobody can.
    key === 'endpoint_name' && before !== null ? [breaking('the endpoint has another name')] : [],
  )

function byMetadata({ custom_metadata: old }: FlowMeta, { custom_metadata: fresh }: FlowMeta): Reason[] {
  const [before, after] = [byName(old.required_variables), byName(fresh.required_variables)]
  const schema = [old, fresh].map((metadata) => metadata.config_schema_version.split('.')[0])
  return [
    ...[...before].flatMap(([name, variable]) => byVariable(name, variable, after.get(name))),
    ...[...after].flatMap(([name, variable]) => (before.has(name) ? [] : [byNewVariable(name, variable)])),
    ...old.optional_data_sources
      .filter((name) => !fresh.optional_data_sources.includes(name))
      .map((name) => breaking(`the data source ${name} is gone`)),
    ...fresh.optional_data_sources
      .filter((name) => !old.optional_data_sources.includes(name))
      .map((name) => feature(`the data source ${name} is new`)),
    ...(old.config_schema_version === fresh.config_schema_version
      ? []
      : [
          schema[0] === schema[1]
            ? feature('the schema of the config has another version')
            : breaking('the schema of the config has another major version'),
        ]),
    ...(old.user_configurable && !fresh.user_configurable
      ? [breaking('users can no longer configure it')]
      : []),
    ...(!old.user_configurable && fresh.user_configurable ? [feature('users can now configure it')] : []),
  ]
}

const byName = (variables: readonly RequiredVariable[]): Map<string, RequiredVariable> =>
  new Map(variables.map((variable) => [variable.name, variable]))

const needsValue = (variable: RequiredVariable): boolean =>
  variable.required && variable.default === undefined

const byNewVariable = (name: string, variable: RequiredVariable): Reason =>
  needsValue(variable)
    ? breaking(`the variable ${name} is required and has no default`)
    : feature(`the variable ${name} is new`)

function byVariable(name: string, old: RequiredVariable, fresh: RequiredVariable | undefined): Reason[] {
  if (fresh === undefined) return [breaking(`the variable ${name} is gone`)]
  return [
    ...(old.type === fresh.type
      ? []
      : [breaking(`the variable ${name} was a ${old.type} and is a ${fresh.type}`)]),
    ...(old.path === fresh.path
      ? []
      : [breaking(`the variable ${name} is fed from another place of the config`)]),
    ...(needsValue(fresh) && !needsValue(old)
      ? [breaking(`the variable ${name} is now required and has no default`)]
      : []),
    ...(equalJson(defaultOf(old), defaultOf(fresh))
      ? []
      : [fix(`the default of the variable ${name} changed`)]),
  ]
}

const defaultOf = (variable: RequiredVariable): Json => variable.default ?? null
