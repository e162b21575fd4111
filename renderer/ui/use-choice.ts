import { useState } from 'react'

/** Which of the items is chosen: by its key from outside, or kept here where nobody outside cares. */
export function useChoice<Item>(options: {
  readonly items: readonly Item[]
  readonly keyOf: (item: Item, index: number) => string
  readonly selected: string | undefined
  readonly onSelect: ((item: Item) => void) | undefined
}): { readonly active: number; readonly choose: (index: number) => void } {
  const { items, keyOf, selected, onSelect } = options
  const [own, setOwn] = useState<string>()
  const key = selected ?? own
  const active = key === undefined ? -1 : items.findIndex((item, index) => keyOf(item, index) === key)
  return {
    active,
    choose: (index) => {
      const item = items[index]
      if (item === undefined) return
      setOwn(keyOf(item, index))
      onSelect?.(item)
    },
  }
}
