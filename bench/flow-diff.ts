import { readFileSync } from 'node:fs'
import { parseVersion } from '../shared/config/version.ts'
import {
  adviseVersion,
  compareFlows,
  compareMetadata,
  describeAdvice,
  describeComparison,
  type FlowDocument,
  type FlowMeta,
  flowMetaSchema,
  readFlowFile,
} from '../shared/flow/index.ts'
import { alternate, type Bench, type Measure, report, rounded } from './measure.ts'

// The largest of Langflow's starter flows; most have a third of that.
const BYTES = 340_000
const LIMIT_MS = 200

const versions = { before: parseVersion('1.0.0'), after: parseVersion('2.0.0') }

/**
 * Comparing two versions of a flow, from their texts to the lines of the report, against parsing both; of two
 * ways in which the later one came, by the API with its ids kept or by the interface with all renamed, the
 * slower.
 */
async function flowDiff(): Promise<Measure> {
  const [before, kept] = [starter('1.0.0'), starter('2.0.0')].map(grown) as [string, string]
  const forms = [
    { form: 'ids kept', after: kept },
    { form: 'ids renamed', after: kept.replace(/(?<=["œ])(\w+-\w{5}x\d+)(?=\\?["œ])/g, 'New$1') },
  ]
  const results = []
  for (const { form, after } of forms) {
    let round = 0
    const timing = await alternate({
      rounds: 21,
      warmup: 5,
      ours: () => {
        round += 1
        return diff(ofRound(before, round), ofRound(after, round))
      },
      baseline: () => [JSON.parse(before), JSON.parse(after)],
    })
    results.push({ form, timing })
  }
  const { timing } = results.reduce((a, b) => (a.timing.oursMs > b.timing.oursMs ? a : b))
  return {
    name: 'flow.diff',
    value: rounded(timing.oursMs),
    unit: 'ms',
    baseline: rounded(timing.baselineMs),
    ratio: rounded(timing.ratio),
    goal: `< ${LIMIT_MS} ms`,
    passed: timing.oursMs < LIMIT_MS,
    note: [
      `${rounded(before.length / 1000)} and ${rounded(kept.length / 1000)} kB`,
      ...results.map((each) => `${each.form}: ${rounded(each.timing.oursMs)} ms`),
    ].join(', '),
  }
}

function diff(before: string, after: string): number {
  const change = {
    flow: compareFlows(flowOf(before), flowOf(after)),
    metadata: compareMetadata(metadataOf('1.0.0'), metadataOf('2.0.0')),
  }
  const advice = adviseVersion({ ...versions, ...change })
  return [...describeComparison(change), ...describeAdvice(advice, versions)].length
}

function flowOf(text: string): FlowDocument {
  const [entry] = readFlowFile(text, 'the flow')
  if (entry === undefined) throw new Error('The flow to measure with cannot be read')
  return entry.flow
}

/** No text is the one of the round before: what is known from there would not be known to a command. */
const ofRound = (text: string, round: number): string => text.replaceAll(/# copy \d+/g, `$& round ${round}`)

const metadataOf = (version: string): FlowMeta['custom_metadata'] =>
  flowMetaSchema.parse(JSON.parse(file(`${version}.meta.json`))).custom_metadata

const starter = (version: string): string => file(`${version}.json`)

const file = (name: string): string =>
  readFileSync(new URL(`../migrations/walker/flows/seo/${name}`, import.meta.url), 'utf8')

/** The flow several times over in one document, with ids of its own for each, until it is as large as the largest. */
function grown(text: string): string {
  const flow = JSON.parse(text)
  const ids = flow.data.nodes.map(({ id }: { id: string }) => id)
  const graph = JSON.stringify({ nodes: flow.data.nodes, edges: flow.data.edges })
  const times = Math.ceil(BYTES / graph.length)
  const copies = Array.from({ length: times }, (_, copy) =>
    JSON.parse(ids.reduce((made: string, id: string) => made.replaceAll(id, `${id}x${copy}`), graph)),
  )
  // Components of their own, as real ones are.
  for (const [copy, { nodes }] of copies.entries()) {
    for (const { data } of nodes) {
      const code = data.node.template.code
      if (code !== undefined) code.value = `# copy ${copy}\n${code.value}`
    }
  }
  flow.data.nodes = copies.flatMap(({ nodes }) => nodes)
  flow.data.edges = copies.flatMap(({ edges }) => edges)
  return JSON.stringify(flow)
}

export const measures: readonly Bench[] = [{ name: 'flow.diff', run: flowDiff }]

if (import.meta.main) await report(measures)
