type Group = { mandatory: boolean; unbounded: boolean }

const group = (): Group => ({ mandatory: false, unbounded: false })

/**
 * Whether a regular expression repeats a group that is itself made of repetitions alone, as in `(\w+\s?)+`: there
 * are then as many ways to match a text as there are to divide it. A group with something that has to be there,
 * as the point in `(\.\d+)*`, is not taken for one.
 */
export function isSlowPattern(pattern: string): boolean {
  const open: Group[] = [group()]
  for (let at = 0; at < pattern.length; ) {
    const here = open.at(-1) as Group
    const char = pattern.charAt(at)
    if (char === '(') {
      open.push(group())
      at += /^\((?:\?(?:[:=!]|<[=!]|<\w+>|[a-z-]+:))?/.exec(pattern.slice(at))?.[0].length ?? 1
      continue
    }
    if (char === '|') {
      // Each alternative by itself: one that is all repetition is enough.
      at++
      continue
    }
    const end = endOfAtom(pattern, at)
    const [quantifier = ''] = /^(?:[*+?]|\{\d*,?\d*\})/.exec(pattern.slice(end)) ?? []
    const isUnbounded = /^(?:[*+]|\{\d*,\})$/.test(quantifier)
    if (char === ')') {
      const inner = open.length > 1 ? (open.pop() as Group) : group()
      if (isUnbounded && inner.unbounded && !inner.mandatory) return true
      note(open.at(-1) as Group, quantifier, isUnbounded || inner.unbounded)
    } else if (!/[\^$]/.test(char)) {
      note(here, quantifier, isUnbounded)
    }
    at = end + quantifier.length + (quantifier !== '' && pattern[end + quantifier.length] === '?' ? 1 : 0)
  }
  return false
}

function note(into: Group, quantifier: string, isUnbounded: boolean): void {
  if (isUnbounded) into.unbounded = true
  else if (quantifier === '' || /^(?:\{[1-9])/.test(quantifier)) into.mandatory = true
}

function endOfAtom(pattern: string, at: number): number {
  const char = pattern.charAt(at)
  if (char === '\\')
    return (
      at +
      (/^\\(?:u\{[^}]*\}|[pP]\{[^}]*\}|k<[^>]*>|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/s.exec(
        pattern.slice(at),
      )?.[0].length ?? 1)
    )
  if (char !== '[') return at + 1
  for (let end = at + 1; end < pattern.length; end++) {
    if (pattern[end] === '\\') end++
    else if (pattern[end] === ']') return end + 1
  }
  return pattern.length
}
