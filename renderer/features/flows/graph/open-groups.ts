import { useCallback, useMemo, useState } from 'react'
import type { FlowData } from '../../../../shared/flow/document.ts'
import { groupKeys } from './node-at.ts'

/** Which groups of a graph are open. */
export function useOpenGroups(data: FlowData) {
  const all = useMemo(() => groupKeys(data), [data])
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set())
  const toggle = useCallback(
    (key: string) => setOpen((was) => (was.has(key) ? without(was, key) : new Set(was).add(key))),
    [],
  )
  const openAll = useCallback(
    (keys: readonly string[]) =>
      setOpen((was) => (keys.every((key) => was.has(key)) ? was : new Set([...was, ...keys]))),
    [],
  )
  const toggleAll = useCallback(() => setOpen((was) => (was.size > 0 ? new Set() : new Set(all))), [all])
  return { all, open, toggle, toggleAll, openAll }
}

const without = (set: ReadonlySet<string>, key: string): ReadonlySet<string> =>
  new Set([...set].filter((each) => each !== key))
