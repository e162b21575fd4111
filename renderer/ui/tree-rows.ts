import type { ReactNode } from 'react'

export type TreeItem = {
  readonly id: string
  readonly label: string
  readonly description?: ReactNode
  /** Name of a codicon. */
  readonly icon?: string
  /** At the right: a count, a state. */
  readonly badge?: ReactNode
  /** Of something that may be opened up; an empty list is nothing yet. */
  readonly children?: readonly TreeItem[] | undefined
  /** Whether it is opened up until the person says otherwise. */
  readonly expanded?: boolean
}

export type TreeRow = { readonly item: TreeItem; readonly level: number; readonly open: boolean }

/** The rows that are in sight: an item, and below it its children where it is open. `turned` are those that a person opened or closed. */
export function rowsOf(
  items: readonly TreeItem[],
  { turned, level = 1 }: { readonly turned: ReadonlyMap<string, boolean>; readonly level?: number },
): TreeRow[] {
  return items.flatMap((item) => {
    const open = item.children !== undefined && (turned.get(item.id) ?? item.expanded ?? false)
    const below = open ? rowsOf(item.children ?? [], { turned, level: level + 1 }) : []
    return [{ item, level, open }, ...below]
  })
}

/** Where the arrow keys lead in a tree: to the left closes and then goes up, to the right opens and then goes in. */
export function turn(
  rows: readonly TreeRow[],
  { at, key }: { readonly at: number; readonly key: string },
): { readonly go: number } | { readonly set: boolean } | undefined {
  const row = rows[at]
  if (!row) return undefined
  if (key === 'ArrowRight') {
    if (!row.item.children) return undefined
    return row.open ? { go: at + 1 } : { set: true }
  }
  if (key !== 'ArrowLeft') return undefined
  if (row.open) return { set: false }
  const parent = rows.findLastIndex(({ level }, index) => index < at && level < row.level)
  return parent < 0 ? undefined : { go: parent }
}
