import { useCallback, useEffect, useMemo, useState } from 'react'
import { FlowCanvas } from '../canvas/flow-canvas.tsx'
import type { CanvasLook } from '../canvas/to-canvas.ts'
import { drawFlow } from '../graph/drawing.ts'
import type { MergedFlow } from '../graph/merge.ts'
import { groupsAround, nodesByKey } from '../graph/node-at.ts'
import { useOpenGroups } from '../graph/open-groups.ts'
import type { ChangeItem } from './changes.ts'
import { type Marks, nodeStatus, remarkOf } from './marks.ts'
import { onlyWhatChanged } from './only-changes.ts'

export type MergedGraphProps = {
  readonly label: string
  readonly merged: MergedFlow
  readonly marks: Marks
  readonly onlyChanges: boolean
  /** A change to be brought into sight, each time that this is another object. */
  readonly reveal: { readonly item: ChangeItem } | undefined
  readonly onSelect: (item: ChangeItem | undefined) => void
}

/** Both versions in one graph: what came is green, what went red, what changed amber, and the rest stands back. */
export function MergedGraph({ label, merged, marks, onlyChanges, reveal, onSelect }: MergedGraphProps) {
  const { open, openAll, toggle } = useOpenGroups(merged.data)
  const [selected, setSelected] = useState<string>()
  const [place, setPlace] = useState<{ key: string }>()
  const keys = useMemo(() => [...nodesByKey(merged.data).keys()], [merged])
  const look = useMemo<CanvasLook>(
    () => ({
      nodeStatus: (node) => (node.card.kind === 'note' ? 'same' : nodeStatus(node, marks, keys)),
      edgeStatus: ({ edge }) => marks.edges.get(edge) ?? 'same',
      remark: (node) => remarkOf(node, marks, keys),
    }),
    [marks, keys],
  )
  const drawing = useMemo(() => {
    const whole = drawFlow(merged.data, open)
    return onlyChanges ? onlyWhatChanged(whole, look) : whole
  }, [merged, open, onlyChanges, look])

  useEffect(() => {
    const [key] = reveal ? marks.keysOf(reveal.item) : []
    if (key === undefined) return
    openAll(groupsAround(key))
    setSelected(key)
    setPlace({ key })
  }, [reveal, marks, openAll])

  const select = useCallback(
    (key: string | undefined) => {
      setSelected(key)
      onSelect(key === undefined ? undefined : marks.itemAt(key))
    },
    [marks, onSelect],
  )
  return (
    <FlowCanvas
      fitKey={String(onlyChanges)}
      reveal={place}
      onSelect={select}
      onToggle={toggle}
      {...{ label, drawing, look, selected }}
    />
  )
}
