import './badge.css'
import type { ReactNode } from 'react'

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info'

/** A short state in words. Its colour only repeats what the words say. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <span className={`ui-badge ui-badge-${tone}`}>{children}</span>
}
