/** What became of a text of several lines, as in a unified diff. */
export type TextDiff = {
  /** Lines that only the later text has, and lines that only the earlier one has. */
  readonly added: number
  readonly removed: number
  readonly hunks: readonly Hunk[]
}

/** A run of changes with the lines around it. Line numbers count from 1. */
export type Hunk = {
  readonly before_start: number
  readonly before_lines: number
  readonly after_start: number
  readonly after_lines: number
  /** Each begins with ` ` (in both texts), `-` or `+`; what is removed stands before what is added. */
  readonly lines: readonly string[]
}

const CONTEXT = 3

/**
 * Compares two texts line by line, by a shortest edit script: Myers (1986), "An O(ND) difference
 * algorithm". Texts that differ in more than 2 000 lines count as written anew between what they have in
 * common at their beginnings and ends. How a line ends (`\n` or `\r\n`) makes no difference.
 */
export function diffText(before: string, after: string): TextDiff {
  const script = editScript(before.split(LINE_END), after.split(LINE_END))
  return {
    added: script.filter(({ sign }) => sign === '+').length,
    removed: script.filter(({ sign }) => sign === '-').length,
    hunks: hunksOf(script),
  }
}

const LINE_END = /\r?\n/

type Edit = { readonly sign: ' ' | '-' | '+'; readonly line: string }

const edits = (sign: Edit['sign'], lines: readonly string[]): Edit[] => lines.map((line) => ({ sign, line }))

function editScript(a: readonly string[], b: readonly string[]): Edit[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  const most = Math.min(a.length, b.length) - start
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  return [
    ...edits(' ', a.slice(0, start)),
    ...shortestScript(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...edits(' ', a.slice(a.length - end)),
  ]
}

// Time and memory grow with the square of the differences: 2 000 take some 20 ms and 8 MB.
const MOST_EDITS = 2000

function shortestScript(a: readonly string[], b: readonly string[]): Edit[] {
  const most = Math.min(a.length + b.length, MOST_EDITS)
  // furthest[k + most + 1]: how far into `a` one gets on diagonal k, where k is lines taken from `a` less
  // lines taken from `b`. One copy for each number of edits, to find the way back.
  const furthest = new Int32Array(2 * most + 3)
  const steps: Int32Array[] = []
  for (let count = 0; count <= most; count += 1) {
    steps.push(furthest.slice(most + 1 - count, most + 2 + count))
    for (let k = -count; k <= count; k += 2) {
      const at = k + most + 1
      const [below, above] = [furthest[at - 1] as number, furthest[at + 1] as number]
      let x = k === -count || (k !== count && below < above) ? above : below + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1
      furthest[at] = x
      if (x >= a.length && x - k >= b.length) return wayBack(a, b, steps)
    }
  }
  return [...edits('-', a), ...edits('+', b)]
}

function wayBack(a: readonly string[], b: readonly string[], steps: readonly Int32Array[]): Edit[] {
  const script: Edit[] = []
  let [x, y] = [a.length, b.length]
  const keep = (down: number): void => {
    for (; x > down; x -= 1, y -= 1) script.push({ sign: ' ', line: a[x - 1] as string })
  }
  for (let count = steps.length - 1; count > 0; count -= 1) {
    const before = steps[count] as Int32Array
    const at = (k: number): number => before[k + count] as number
    const k = x - y
    const isAdded = k === -count || (k !== count && at(k - 1) < at(k + 1))
    const from = isAdded ? at(k + 1) : at(k - 1)
    keep(isAdded ? from : from + 1)
    if (isAdded) script.push({ sign: '+', line: b[--y] as string })
    else script.push({ sign: '-', line: a[--x] as string })
  }
  keep(0)
  return ordered(script.reverse())
}

// Within a run of changes, first what goes and then what comes, as people know it.
function ordered(script: readonly Edit[]): Edit[] {
  const result: Edit[] = []
  let added: Edit[] = []
  const flush = (): void => {
    for (const edit of added) result.push(edit)
    added = []
  }
  for (const edit of script) {
    if (edit.sign === ' ') flush()
    if (edit.sign === '+') added.push(edit)
    else result.push(edit)
  }
  flush()
  return result
}

function hunksOf(script: readonly Edit[]): Hunk[] {
  const changed = script.flatMap(({ sign }, index) => (sign === ' ' ? [] : [index]))
  const ranges: { from: number; to: number }[] = []
  for (const index of changed) {
    const last = ranges.at(-1)
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(script.length, index + CONTEXT + 1)]
    if (last !== undefined && from <= last.to) last.to = to
    else ranges.push({ from, to })
  }
  let [at, before, after] = [0, 0, 0]
  return ranges.map(({ from, to }) => {
    const passed = script.slice(at, from).length
    const part = script.slice(from, to)
    const count = (sign: Edit['sign']): number => part.filter((edit) => edit.sign !== sign).length
    const [starts, lengths] = [[before + passed, after + passed] as const, [count('+'), count('-')] as const]
    at = to
    before = starts[0] + lengths[0]
    after = starts[1] + lengths[1]
    return {
      // As in a unified diff, an empty side counts from the line before it.
      before_start: starts[0] + (lengths[0] === 0 ? 0 : 1),
      before_lines: lengths[0],
      after_start: starts[1] + (lengths[1] === 0 ? 0 : 1),
      after_lines: lengths[1],
      lines: part.map(({ sign, line }) => sign + line),
    }
  })
}
