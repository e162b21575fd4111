import type { PreviewMade } from '../../../shared/api/previews.ts'
import type { SnapshotsPulled } from '../../../shared/api/snapshots.ts'
import type { AgentName, Version } from '../../../shared/config/ids.ts'
import type { Command } from '../../workbench/contribution.ts'
import { getSession } from '../../workbench/session.ts'
import { workbench } from '../../workbench/workbench.ts'
import { getPreviews, getSnapshots, getTargets } from './data.ts'
import { endOf } from './end-of.ts'
import { openComparison, openExplanation, openPreview, shortId } from './open.ts'
import { count } from './words.ts'

/** As somebody passed them: whatever is missing is asked for. */
type Wanted = { readonly [name: string]: string | undefined }

const wanted = (args: unknown): Wanted => (args ?? {}) as Wanted

async function pullSnapshot(args: unknown): Promise<void> {
  const { host, notify, pick } = workbench()
  const { agent } = wanted(args)
  const { workspace } = await getSession()
  const environment =
    wanted(args).environment ??
    (await pick({
      title: 'Pull a snapshot of which environment?',
      items: workspace.environments.map((one) => ({
        label: one.name,
        description: one.protected ? 'protected; it is only read' : one.kind,
        value: one.name,
      })),
    }))
  if (environment === undefined) return
  const asked = { environment, ...(agent === undefined ? {} : { agent: agent as AgentName }) }
  const { job } = await host.api.snapshots.pull(asked)
  notify({ severity: 'info', message: `Pulling ${agent ?? 'every agent'} from ${environment}.`, job })
  const result = (await endOf(job)) as SnapshotsPulled | undefined
  if (result === undefined) return
  notify({
    severity: 'info',
    message: `${count(result.snapshots.length, 'snapshot')} of ${environment} ${result.snapshots.length === 1 ? 'is' : 'are'} here.`,
    actions: [
      { title: 'Run a preview', run: () => run('preview.run', agent === undefined ? {} : { agent }) },
    ],
  })
}

async function runPreview(args: unknown): Promise<void> {
  const { host, notify } = workbench()
  const agent = (wanted(args).agent as AgentName | undefined) ?? (await pickAgent())
  if (agent === undefined) return
  const to = (wanted(args).to as Version | undefined) ?? (await pickTarget(agent))
  if (to === undefined) return
  const snapshot = wanted(args).snapshot ?? (await pickSnapshot(agent))
  if (snapshot === undefined) return
  const { job } = await host.api.previews.run({ agent, to, snapshot })
  notify({ severity: 'info', message: `Preview of ${agent} ${to} is running.`, job })
  const stayed = staying()
  const made = (await endOf(job)) as PreviewMade | undefined
  const isHere = stayed()
  if (made === undefined) return
  if (isHere) return openPreview(made, made)
  notify({
    severity: 'info',
    message: `Preview of ${agent} ${to}: ${count(made.shapes, 'shape')}, ${made.failed.toLocaleString('en')} failed.`,
    actions: [{ title: 'Open', run: () => openPreview(made, made) }],
  })
}

/** Whether the person has done nothing else since: who works in another editor is not taken away from it. */
function staying(): () => boolean {
  let still = true
  const went = () => {
    still = false
  }
  addEventListener('keydown', went, { once: true, capture: true })
  addEventListener('pointerdown', went, { once: true, capture: true })
  return () => {
    removeEventListener('keydown', went, { capture: true })
    removeEventListener('pointerdown', went, { capture: true })
    return still
  }
}

async function pickAgent(): Promise<AgentName | undefined> {
  const { workspace } = await getSession()
  return workbench().pick({
    title: 'Preview which agent?',
    items: workspace.agents.map((agent) => ({ label: agent, value: agent as AgentName })),
  })
}

async function pickTarget(agent: AgentName): Promise<Version | undefined> {
  const targets = await getTargets(agent)
  if (targets.length === 0) {
    workbench().notify({
      severity: 'warning',
      message: `${agent} has no migration yet, so there is nothing to preview.`,
      actions: [{ title: 'New migration', run: () => run('migration.new', { agent }) }],
    })
    return undefined
  }
  return workbench().pick({
    title: `Preview ${agent} to which version?`,
    items: targets.map(({ version, summary }) => ({
      label: version,
      description: summary,
      value: version as Version,
    })),
  })
}

async function pickSnapshot(agent: AgentName): Promise<string | undefined> {
  const complete = (await getSnapshots()).filter((one) => one.agent === agent && one.state === 'complete')
  const [newest] = complete
  if (newest === undefined) {
    workbench().notify({
      severity: 'warning',
      message: `There is no snapshot of ${agent} yet. A preview needs one.`,
      actions: [{ title: 'Pull a snapshot', run: () => run('snapshot.pull', { agent }) }],
    })
    return undefined
  }
  if (complete.length === 1) return newest.id
  return workbench().pick({
    title: 'Over which snapshot?',
    items: complete.map((one, at) => ({
      label: `${one.environment}, ${one.takenAt.slice(0, 16).replace('T', ' ')}`,
      description: `${count(one.configs, 'config')}${at === 0 ? ', the newest' : ''}${one.old ? ', old' : ''}`,
      value: one.id,
    })),
  })
}

async function comparePreviews(args: unknown): Promise<void> {
  const all = (await getPreviews()).filter(({ state }) => state === 'complete')
  const { preview } = wanted(args)
  const after =
    all.find((one) => one.preview === preview) ?? (await pickPreview('Compare which preview?', all))
  if (after === undefined) return
  const others = all.filter((one) => one.agent === after.agent && one.preview !== after.preview)
  if (others.length === 0) {
    workbench().notify({
      severity: 'warning',
      message: `This is the only preview of ${after.agent}. Run another one, and compare them then.`,
    })
    return
  }
  const before = await pickPreview('With which one before it?', others)
  if (before !== undefined) openComparison({ before: before.preview, after: after.preview })
}

const pickPreview = (title: string, previews: Awaited<ReturnType<typeof getPreviews>>) =>
  workbench().pick({
    title,
    items: previews.map((one) => ({
      label: `${one.agent} ${one.to}`,
      description: `${one.created_at.slice(0, 16).replace('T', ' ')}, ${count(one.configs, 'config')}, ${shortId(one.preview)}`,
      value: one,
    })),
  })

async function openOne(args: unknown): Promise<void> {
  const { preview } = wanted(args)
  if (preview !== undefined) return openPreview({ preview })
  const complete = (await getPreviews()).filter(({ state }) => state === 'complete')
  const chosen = await pickPreview('Open which preview?', complete)
  if (chosen) openPreview(chosen, chosen)
}

const run = (command: string, args: unknown) =>
  void workbench().runCommand(command, args).catch(workbench().notifyFailure)

export const commands: readonly Command[] = [
  { id: 'snapshot.pull', category: 'Snapshot', title: 'Pull…', run: pullSnapshot },
  { id: 'preview.run', category: 'Preview', title: 'Run…', run: runPreview },
  { id: 'preview.open', category: 'Preview', title: 'Open…', run: openOne },
  { id: 'preview.compare', category: 'Preview', title: 'Compare Two…', run: comparePreviews },
  {
    id: 'preview.explain',
    category: 'Preview',
    title: 'Explain a Config',
    hidden: true,
    run: (args) => {
      const { preview, config } = wanted(args)
      if (preview !== undefined && config !== undefined) openExplanation({ preview, config })
    },
  },
]
