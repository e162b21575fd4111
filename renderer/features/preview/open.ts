import { workbench } from '../../workbench/workbench.ts'

export type PreviewInput = { readonly preview: string }
export type ExplainInput = { readonly preview: string; readonly config: string }
export type CompareInput = { readonly before: string; readonly after: string }

export function openPreview({ preview }: PreviewInput, named?: { agent: string; to: string }): void {
  const title = named === undefined ? `Preview ${shortId(preview)}` : `Preview ${named.agent} ${named.to}`
  workbench().openEditor({ type: 'preview', key: preview, title, input: { preview } })
}

export function openExplanation({ preview, config }: ExplainInput): void {
  workbench().openEditor({
    type: 'config-explain',
    key: `${preview} ${config}`,
    title: `Config ${config.slice(0, 8)}`,
    input: { preview, config },
  })
}

export function openComparison({ before, after }: CompareInput): void {
  workbench().openEditor({
    type: 'preview-compare',
    key: `${before} ${after}`,
    title: `${shortId(before)} ↔ ${shortId(after)}`,
    input: { before, after },
  })
}

/** What tells the ids of one day's previews and snapshots apart: "185048-3fdf". */
export const shortId = (id: string): string => id.split('-').slice(-2).join('-')
