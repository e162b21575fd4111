import type { FlowName } from '../../../shared/api/flows.ts'
import { workbench } from '../../workbench/workbench.ts'
import type { Comparison } from './data.ts'

export function openFlowEditor({ agent, version }: FlowName): void {
  workbench().openEditor({
    type: 'flow',
    key: `${agent}@${version}`,
    title: `${agent} ${version}`,
    input: { agent, version },
  })
}

export function openDiffEditor({ agent, before, after }: Comparison): void {
  workbench().openEditor({
    type: 'flow-diff',
    key: `${agent}@${before}..${after}`,
    title: `${agent} ${before} ↔ ${after}`,
    input: { agent, before, after },
  })
}
