import type { AgentName, Version } from '../../../shared/config/ids.ts'

/** A migration by its place in the version graph: what its editor is opened on. */
export type Edge = { readonly agent: AgentName; readonly from: Version; readonly to: Version }

/** As its file is named, without its end. */
export const edgeKey = ({ agent, from, to }: Edge): string => `${agent}/${from}__${to}`

export const edgeTitle = ({ agent, from, to }: Edge): string => `${agent} ${from} → ${to}`

/** Where the module stands in the workspace, with slashes. */
export const edgeFile = (edge: Edge): string => `migrations/${edgeKey(edge)}.ts`
