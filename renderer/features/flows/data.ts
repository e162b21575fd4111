import { useQuery } from '@tanstack/react-query'
import type { FlowName } from '../../../shared/api/flows.ts'
import type { AgentName } from '../../../shared/config/ids.ts'
import type { FlowDocument } from '../../../shared/flow/document.ts'
import type { FlowDifference, FlowMeta } from '../../../shared/flow/index.ts'
import { readJson } from '../../../shared/json/read.ts'
import { queries } from '../../workbench/queries.ts'
import { workbench } from '../../workbench/workbench.ts'

/** A flow version, read. */
export type OpenedFlow = FlowName & {
  readonly file: string
  readonly document: FlowDocument
  /** As the services sent it. */
  readonly text: string
  readonly meta: FlowMeta
}

const listed = { queryKey: ['flows', 'list', undefined], queryFn: () => workbench().host.api.flows.list() }

/** Every flow version of the workspace. */
export const useFlowList = () => useQuery(listed)

/** The same, outside components. */
export const getFlowList = () => queries.ensureQueryData(listed)

/** The query for what each version of an agent is beside the one before it. */
export const stepsOf = (agent: AgentName) => ({
  queryKey: ['flows', 'steps', { agent }],
  queryFn: () => workbench().host.api.flows.steps({ agent }),
  // Every flow is read and compared for it.
  staleTime: 60_000,
})

export const useFlow = (which: FlowName) =>
  useQuery({ queryKey: ['flows', 'get', which], queryFn: () => openFlow(which) })

async function openFlow(which: FlowName): Promise<OpenedFlow> {
  const { document, record, file } = await workbench().host.api.flows.get(which)
  return {
    ...which,
    file,
    text: document,
    // The services vouch for the form of both: they have read them just now.
    document: readJson(document) as unknown as FlowDocument,
    meta: readJson(record) as unknown as FlowMeta,
  }
}

export type Comparison = {
  readonly agent: AgentName
  readonly before: FlowName['version']
  readonly after: FlowName['version']
}

export const useDifference = (which: Comparison) =>
  useQuery({
    queryKey: ['flows', 'compare', which],
    queryFn: async () => {
      const { difference } = await workbench().host.api.flows.compare(which)
      return readJson(difference) as unknown as FlowDifference
    },
  })

/** To be called when the workspace has got another flow: also the version graph has one more then. */
export const forgetFlows = () =>
  queries.invalidateQueries({
    predicate: ({ queryKey: [service] }) => service === 'flows' || service === 'migrations',
  })
