import type { Version } from '../../config/ids.ts'
import type { RequiredVariable } from '../custom-metadata.ts'
import type { VersionAdvice } from './advise.ts'
import { edgeLabel } from './advise-graph.ts'
import type { BoundVariable } from './bindings.ts'
import type { BrokenEdge } from './comparison.ts'
import type { VersionComparison } from './counts.ts'
import { type Line, line, section } from './describe-line.ts'
import { describeNodes } from './describe-nodes.ts'
import { changeText, memberText, valueText } from './describe-values.ts'
import type { MetadataComparison } from './metadata.ts'

/** A comparison as lines for a person to read: what came (`+`), went (`-`) and changed (`~`). */
export function describeComparison({ flow, metadata }: VersionComparison): Line[] {
  const { same, renamed_ids, nodes, edges, variables, about } = flow
  return [
    ...(same ? [line('plain', 'Both flows mean the same.')] : []),
    ...(renamed_ids === 0 ? [] : [line('plain', renamedText(renamed_ids))]),
    ...section('Nodes', describeNodes(nodes)),
    ...section('Edges', [
      ...edges.broken.map((edge) => line('removed', `${edgeLabel(edge)}: ${brokenText(edge)}`)),
      ...edges.removed.map((edge) => line('removed', edgeLabel(edge))),
      ...edges.added.map((edge) => line('added', edgeLabel(edge))),
      ...edges.changed.map((edge) => line('changed', `${edgeLabel(edge)}: other ${edge.what.join(' and ')}`)),
    ]),
    ...section('Variables of Langflow that fields take', [
      ...variables.removed.map((variable) => line('removed', boundText(variable))),
      ...variables.added.map((variable) => line('added', boundText(variable))),
    ]),
    ...section('Metadata', describeMetadata(metadata)),
    ...section(
      'Beside the graph',
      about
        .filter(({ incidental }) => !incidental)
        .map(({ key, before, after }) => line('changed', `${key}: ${changeText(before, after)}`)),
    ),
  ]
}

const renamedText = (count: number): string =>
  `${count === 1 ? '1 node has' : `${count} nodes have`} another id, as after an import through Langflow's interface; tweaks that go by the old ones miss.`

const brokenText = ({ missing, from, output, to, field }: BrokenEdge): string =>
  missing === 'output' ? `${from.label} has no output ${output}` : `${to.label} has no field ${field}`

const boundText = ({ name, fields }: BoundVariable): string => `${name}, taken by ${fields.join(' and ')}`

const describeMetadata = ({ variables, data_sources, other }: MetadataComparison): Line[] => [
  ...variables.removed.map((variable) => line('removed', variableText(variable))),
  ...variables.added.map((variable) => line('added', variableText(variable))),
  ...variables.changed.map(({ name, changes }) =>
    line('changed', `variable ${name}: ${changes.map(memberText).join('; ')}`),
  ),
  ...data_sources.removed.map((name) => line('removed', `data source ${name}`)),
  ...data_sources.added.map((name) => line('added', `data source ${name}`)),
  ...other.map(({ key, before, after }) => line('changed', `${key}: ${changeText(before, after)}`)),
]

function variableText({ name, type, required, path, default: value }: RequiredVariable): string {
  const parts = [
    type,
    required ? 'required' : 'optional',
    ...(path === undefined ? [] : [`from ${path}`]),
    value === undefined ? 'without a default' : `default ${valueText({ kind: 'value', value })}`,
  ]
  return `variable ${name}: ${parts.join(', ')}`
}

/** What the change is, how the later version's number stands to that, and why. */
export function describeAdvice(
  { verdict, reasons, version, given }: VersionAdvice,
  { before, after }: { before: Version; after: Version },
): Line[] {
  const what = verdict === 'none' ? 'Nothing changed that calls for another version' : `A ${NAMES[verdict]}`
  const calls = verdict === 'none' ? '' : `: after ${before} it calls for ${version}`
  const standing = {
    fits: verdict === 'none' || version === after ? '' : `, and ${after} says so`,
    'too-low': `, and ${after} is too low`,
    higher: verdict === 'none' ? `; ${after} does no harm` : `; ${after} says more, which does no harm`,
    backwards: `; ${after} is not later than ${before}`,
  }[given]
  return [
    line('title', `${what}${calls}${standing}.`),
    ...reasons.map(({ place, text }) => line('plain', `${place}: ${text}`, 1)),
  ]
}

const NAMES = { breaking: 'breaking change', feature: 'new feature', fix: 'fix' }
