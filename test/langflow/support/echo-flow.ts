import type { FlowDocument } from '../../../shared/flow/document.ts'
import type { Json, JsonObject } from '../../../shared/json/value.ts'
import { jsonOf } from '../../starter/starter-files.ts'

/** A flow that answers what it is asked: Chat Input and Chat Output of the starter's content agent. */
export function echoFlow(): FlowDocument {
  const flow = jsonOf('flows/content/1.1.0.json') as unknown as FlowDocument
  const nodes = flow.data.nodes.filter(({ id }) => /^Chat(?:In|Out)put-/.test(id))
  const [input, output] = nodes.map(({ id }) => id)
  const wires = flow.data.edges
  const [first, last] = [
    wires.find(({ source }) => source === input),
    wires.find(({ target }) => target === output),
  ]
  if (input === undefined || output === undefined || first === undefined || last === undefined) {
    throw new Error('the content agent has no chat input and output any more')
  }
  const { sourceHandle } = first.data as { sourceHandle: JsonObject }
  const { targetHandle } = last.data as { targetHandle: JsonObject }
  const edge = {
    id: 'in-out',
    source: input,
    target: output,
    data: { sourceHandle, targetHandle },
    sourceHandle: first.sourceHandle as Json,
    targetHandle: last.targetHandle as Json,
  }
  const { id: _, ...rest } = flow
  return { ...rest, name: 'Echo', endpoint_name: null, data: { ...flow.data, nodes, edges: [edge] } }
}
