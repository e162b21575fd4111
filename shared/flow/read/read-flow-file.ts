import { fail } from '../../errors/index.ts'
import { getMember, hasMember } from '../../json/object.ts'
import { isList, isObject, type Json } from '../../json/value.ts'
import { textAt } from '../document.ts'
import { decodeJson } from './decode.ts'
import { flowName, type NormalFlow, normalFlow } from './normalise.ts'
import { kindOf, refuser } from './refuse.ts'
import { isZip, readZip } from './zip.ts'

/** One flow of a file. `source` says where it was found, as in "flows.zip: seo.json". */
export type FlowFileEntry = NormalFlow & { readonly source: string }

/**
 * The flows of a file, in any form that Langflow gives or takes: the interface's export, the API's
 * download, a zip of several, `{"flows": […]}` or a plain list, and a graph with `nodes` and `edges`
 * at its top. At least one. Saved components beside flows, as in the download of a project, are left out.
 *
 * `source` is the file's name, for messages. Raises `flow/unreadable`, `flow/too-large`,
 * `flow/not-a-flow`, `flow/component` and `flow/none-inside`. One flow that is none refuses the
 * whole file, so that an import is never half-done; where some have the `name` that is asked for, only
 * those are looked at.
 */
export function readFlowFile(
  content: string | Uint8Array,
  source: string,
  { name }: { readonly name?: string | undefined } = {},
): FlowFileEntry[] {
  const found =
    typeof content === 'string' || !isZip(content) ? inJson(content, source) : inZip(content, source)
  const flows = found.filter(({ value }) => !isComponent(value))
  const named = name === undefined ? [] : flows.filter((each) => nameOf(each) === name)
  return [named, flows, found].find((some) => some.length > 0)?.map(readFlow) ?? []
}

/** What should be a flow, and where it was found. */
type Found = { readonly value: Json; readonly source: string; readonly place: string }

function inZip(content: Uint8Array, source: string): Found[] {
  const found = readZip(content, source).flatMap((entry) => inJson(entry.content, `${source}: ${entry.name}`))
  return found.length > 0 ? found : nothing(source, '', 'the archive has no .json file in it')
}

function inJson(content: string | Uint8Array, source: string): Found[] {
  const value = decodeJson(content, source)
  // A flow of its own that happens to have such a member is a flow.
  const isFlow = isObject(value) && (hasMember(value, 'data') || hasMember(value, 'nodes'))
  const several = isObject(value) && !isFlow ? getMember(value, 'flows') : undefined
  const list = several ?? value
  const place = several === undefined ? '' : '/flows'
  if (isList(list)) {
    if (list.length === 0) return nothing(source, place, 'the list of flows is empty')
    return list.map((item, index) => ({
      value: item,
      source: `${source}, flow ${index + 1}`,
      place: `${place}/${index}`,
    }))
  }
  if (several !== undefined) return nothing(source, place, `"flows" is ${kindOf(list)}, not a list`)
  return [{ value, source, place: '' }]
}

const nameOf = ({ value, source }: Found): string | undefined =>
  isObject(value) ? flowName(value, nameFrom(source)) : undefined

const isComponent = (value: Json): boolean => isObject(value) && getMember(value, 'is_component') === true

function readFlow({ value, source, place }: Found): FlowFileEntry {
  const refuse = refuser(source)
  if (!isObject(value)) {
    return refuse(place, `it is ${kindOf(value)}, not an object`, 'Import what Langflow exports or downloads')
  }
  if (isComponent(value)) {
    return fail('flow/component', { source, place, name: textAt(value, 'name') ?? 'without a name' })
  }
  return { source, ...normalFlow(value, nameFrom(source), place, refuse) }
}

// "flows.zip: seo walker.json" names its flow "seo walker".
const nameFrom = (source: string): string =>
  source.replace(/^.*(?:: |[/\\])/s, '').replace(/\.json(?=$|, flow \d+$)/i, '') || 'Untitled flow'

const nothing = (source: string, place: string, problem: string): never =>
  fail('flow/none-inside', { source, place, problem, remedy: 'Export at least one flow from Langflow' })
