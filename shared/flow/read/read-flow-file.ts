import { fail } from '../../errors/index.ts'
import { getMember } from '../../json/object.ts'
import { isList, isObject, type Json, type JsonObject } from '../../json/value.ts'
import { textAt } from '../document.ts'
import { decodeJson } from './decode.ts'
import { type NormalFlow, normalFlow } from './normalise.ts'
import { kindOf, refuser } from './refuse.ts'
import { isZip, readZip } from './zip.ts'

/** One flow of a file. `source` says where it was found, as in "flows.zip: seo.json". */
export type FlowFileEntry = NormalFlow & { readonly source: string }

/**
 * The flows of a file, in any form that Langflow gives or takes: the interface's export, the API's
 * download, a zip of several, `{"flows": […]}` or a plain list, and a graph with `nodes` and `edges`
 * at its top. At least one.
 *
 * `source` is the file's name, for messages. Raises `flow/unreadable`, `flow/too-large`,
 * `flow/not-a-flow`, `flow/component` and `flow/none-inside`. One flow that is none refuses the
 * whole file, so that an import is never half-done.
 */
export function readFlowFile(content: string | Uint8Array, source: string): FlowFileEntry[] {
  if (typeof content === 'string' || !isZip(content)) return readFlows(decodeJson(content, source), source)
  const flows = readZip(content, source).flatMap((entry) => {
    const name = `${source}: ${entry.name}`
    return readFlows(decodeJson(entry.content, name), name)
  })
  return flows.length > 0 ? flows : nothing(source, '', 'the archive has no .json file in it')
}

function readFlows(value: Json, source: string): FlowFileEntry[] {
  const several = isObject(value) && getMember(value, 'flows') !== undefined ? 'flows' : undefined
  const list = several === undefined ? value : getMember(value as JsonObject, several)
  const place = several === undefined ? '' : `/${several}`
  if (isList(list)) {
    if (list.length === 0) return nothing(source, place, 'the list of flows is empty')
    return list.map((item, index) => readFlow(item, `${source}, flow ${index + 1}`, `${place}/${index}`))
  }
  if (several !== undefined) return nothing(source, place, `"flows" is ${kindOf(list)}, not a list`)
  return [readFlow(value, source, '')]
}

function readFlow(value: Json, source: string, place: string): FlowFileEntry {
  const refuse = refuser(source)
  if (!isObject(value)) {
    return refuse(place, `it is ${kindOf(value)}, not an object`, 'Import what Langflow exports or downloads')
  }
  if (getMember(value, 'is_component') === true) {
    return fail('flow/component', { source, place, name: textAt(value, 'name') ?? 'without a name' })
  }
  return { source, ...normalFlow(value, nameFrom(source), place, refuse) }
}

// "flows.zip: seo walker.json" names its flow "seo walker".
const nameFrom = (source: string): string =>
  source.replace(/^.*(?:: |[/\\])/s, '').replace(/\.json(?=$|, flow \d+$)/i, '') || 'Untitled flow'

const nothing = (source: string, place: string, problem: string): never =>
  fail('flow/none-inside', { source, place, problem, remedy: 'Export at least one flow from Langflow' })
