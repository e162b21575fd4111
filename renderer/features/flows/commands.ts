import type { FlowLine } from '../../../shared/api/flows.ts'
import { compareVersions } from '../../../shared/config/version.ts'
import type { Command, QuickItem } from '../../workbench/contribution.ts'
import { workbench } from '../../workbench/workbench.ts'
import { hasSteps, stepThrough } from './compare/stepper.ts'
import { forgetFlows, getFlowList } from './data.ts'
import { exportFlow } from './export.ts'
import { askToImport, chooseFile } from './import/import-store.ts'
import { openDiffEditor, openFlowEditor } from './open.ts'

/** What a command may be given; whatever is left out is asked for. */
type Wanted = {
  readonly agent?: string
  readonly version?: string
  readonly before?: string
  readonly after?: string
  /** A flow export that was opened outside of the page: by the desktop app. */
  readonly file?: File
}

const wanted = (args: unknown): Wanted => (typeof args === 'object' && args !== null ? args : {})

export const commands: readonly Command[] = [
  {
    id: 'flow.import',
    title: 'Import…',
    category: 'Flow',
    run: (args) => {
      const { agent, file } = wanted(args)
      return file === undefined ? chooseFile(agent) : askToImport(file, agent)
    },
  },
  {
    id: 'flow.open',
    title: 'Open…',
    category: 'Flow',
    run: async (args) => {
      const line = await pickVersion('Which version?', wanted(args))
      if (line) openFlowEditor(line)
    },
  },
  {
    id: 'flow.compare',
    title: 'Compare Versions…',
    category: 'Flow',
    run: async (args) => {
      const { agent, before, after } = wanted(args)
      const later = await pickVersion('Which version?', { agent, version: after })
      if (!later) return
      const others = (await getFlowList()).filter(
        (line) => line.agent === later.agent && line.version !== later.version,
      )
      if (others.length === 0) {
        return workbench().notify({
          severity: 'info',
          message: `${later.agent} has no version beside ${later.version} to compare it with. Import another one.`,
        })
      }
      const other =
        others.find(({ version }) => version === before) ??
        (await pickLine(`Compare ${later.agent} ${later.version} with`, others.toReversed()))
      if (!other) return
      const [old, fresh] = compareVersions(other.version, later.version) < 0 ? [other, later] : [later, other]
      openDiffEditor({ agent: later.agent, before: old.version, after: fresh.version })
    },
  },
  {
    id: 'flow.export',
    title: 'Export…',
    category: 'Flow',
    run: async (args) => {
      const line = await pickVersion('Which version is to be exported?', wanted(args))
      if (line) await exportFlow(line)
    },
  },
  {
    id: 'flow.nextChange',
    title: 'Go to Next Change',
    category: 'Flow',
    keybinding: 'alt+f5',
    isEnabled: hasSteps,
    run: () => stepThrough(1),
  },
  {
    id: 'flow.previousChange',
    title: 'Go to Previous Change',
    category: 'Flow',
    keybinding: 'shift+alt+f5',
    isEnabled: hasSteps,
    run: () => stepThrough(-1),
  },
  { id: 'flow.refresh', title: 'Read the Flows Again', category: 'Flow', run: () => forgetFlows() },
]

/** The version that was asked for, or the one that the person picks. */
async function pickVersion(title: string, { agent, version }: Wanted): Promise<FlowLine | undefined> {
  const lines = (await getFlowList()).filter((line) => agent === undefined || line.agent === agent)
  const named = lines.find((line) => line.version === version)
  if (named) return named
  if (lines.length > 0) return pickLine(title, lines.toReversed())
  workbench().notify({
    severity: 'info',
    message: agent === undefined ? 'There are no flows yet.' : `There is no flow of ${agent} yet.`,
    actions: [{ title: 'Import a flow', run: () => chooseFile(agent) }],
  })
  return undefined
}

const pickLine = (title: string, lines: readonly FlowLine[]): Promise<FlowLine | undefined> =>
  workbench().pick({
    title,
    items: lines.map((line) => ({
      label: `${line.agent} ${line.version}`,
      description: line.record?.changelog || line.record?.name || line.problem || '',
      value: line,
    })),
  })

/** Every flow version, for quick open. */
export async function quickItems(): Promise<readonly QuickItem[]> {
  return (await getFlowList()).map((line) => ({
    id: `flow ${line.agent} ${line.version}`,
    label: `${line.agent} ${line.version}`,
    description: line.record?.name ?? 'flow',
    icon: 'type-hierarchy',
    open: () => openFlowEditor(line),
  }))
}
