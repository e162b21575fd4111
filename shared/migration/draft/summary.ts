import type { Op } from '../../lens/step.ts'
import type { Drafted } from './drafted.ts'

const MOST = 300

// What somebody would say of a kind of step; those that only come with others are left out.
const WORDS: { readonly [O in Op]?: string } = {
  add: 'new',
  deprecate: 'ended',
  convert: 'converted',
  redefault: 'with another default',
  rename: 'renamed',
  move: 'moved',
  nest: 'put together',
  hoist: 'taken apart',
  wrap: 'made a list',
  head: 'made a single value',
}

/** One line for those who review a draft: the changelog of the new version, or else what kinds of steps there are. */
export function summaryOf(steps: readonly Drafted[], changelog: string): string {
  const line = changelog.replaceAll(/\s+/g, ' ').trim()
  if (line !== '') return line.length <= MOST ? line : `${line.slice(0, MOST - 1)}…`
  const ops = steps.flatMap(opsOf)
  const counts = Object.entries(WORDS).flatMap(([op, words]) => {
    const count = ops.filter((one) => one === op).length
    return count === 0 ? [] : [`${count} ${words}`]
  })
  return counts.length === 0 ? '' : `Settings: ${counts.join(', ')}`
}

const opsOf = ({ step, inside }: Drafted): readonly Op[] => [step.op, ...(inside ?? []).flatMap(opsOf)]
