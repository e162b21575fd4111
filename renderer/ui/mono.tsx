import './mono.css'
import type { ReactNode } from 'react'

/** Text as machines write it: ids, paths, hashes, values. */
export function Mono({ children }: { readonly children: ReactNode }) {
  return <code className="ui-mono">{children}</code>
}
