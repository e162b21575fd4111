import { Differ, type DiffResult } from 'json-diff-kit'
import { canonicalText } from '../../../shared/json/canonical.ts'
import { equalJson } from '../../../shared/json/equal.ts'
import { isList, isObject, type Json, type JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { appendLines, type JsonLine, jsonLines, type Place } from './json-lines.ts'

/** One line of two documents side by side. A side that has nothing there is undefined. */
export type DiffRow = {
  readonly kind: 'same' | 'changed' | 'added' | 'removed'
  readonly left: JsonLine | undefined
  readonly right: JsonLine | undefined
}

/** Two documents side by side. */
export type Comparison = {
  readonly rows: readonly DiffRow[]
  /** Whether items of lists were compared by their places alone: one that is put in between changes all after it. */
  readonly isByPlace: boolean
}

/**
 * Lists are matched item by item wherever these stand, for which their differing middles have to be no longer than this:
 * it takes the square of it.
 */
export const MATCHED_ITEMS = 1_000

/**
 * Lays two documents out side by side. Values that are equal, numbers by their value and members in any order, are the same.
 *
 * json-diff-kit knows the numbers and keys of JavaScript only, and puts keys into its lines as they are. So it compares
 * stand-ins, from which its lines are read back: nothing of a document goes through it. Equal parts have one stand-in
 * each, which is also what makes a document of 5 MB fast.
 */
export function compareJson(before: Json, after: Json): Comparison {
  if (equalJson(before, after)) return { rows: jsonLines(before).map(same), isByPlace: false }
  const isAlike = (isObject(before) && isObject(after)) || (isList(before) && isList(after))
  if (!isAlike) {
    const rows = [
      ...jsonLines(before).map((left): DiffRow => ({ kind: 'removed', left, right: undefined })),
      ...jsonLines(after).map((right): DiffRow => ({ kind: 'added', left: undefined, right })),
    ]
    return { rows, isByPlace: false }
  }
  const matched = new StandIns({ matching: 'wherever' })
  const pair = matched.pair(before, after)
  if (matched.longestList <= MATCHED_ITEMS) return { rows: rowsOf(matched, pair, 'lcs'), isByPlace: false }
  const placed = new StandIns({ matching: 'by-place' })
  return { rows: rowsOf(placed, placed.pair(before, after), 'normal'), isByPlace: true }
}

function rowsOf(
  standIns: StandIns,
  [left, right]: readonly [Encoded, Encoded],
  arrayDiffMethod: 'lcs' | 'normal',
): readonly DiffRow[] {
  const differ = new Differ({ arrayDiffMethod, preserveKeyOrder: 'before', detectCircular: false })
  const [leftLines = [], rightLines = []] = differ.diff(left, right).map(withoutKeysOfItems)
  return leftLines.flatMap((line, index) => standIns.rows(line, rightLines[index] as DiffResult))
}

/** An item has no key: json-diff-kit gives a list within a list that of the outer one. */
function withoutKeysOfItems(lines: readonly DiffResult[]): readonly DiffResult[] {
  const open: string[] = []
  return lines.map((line) => {
    if (line.text === ']' || line.text === '}') open.pop()
    const text = open.at(-1) === '[' ? line.text.replace(/^"k\d+": /, '') : line.text
    const bracket = text.at(-1)
    if (bracket === '[' || bracket === '{') open.push(bracket)
    return { ...line, text }
  })
}

const same = (line: JsonLine): DiffRow => ({ kind: 'same', left: line, right: line })

type Encoded = string | readonly Encoded[] | { readonly [key: string]: Encoded }

/** `"k3": "v17"`, `"v17"`, `"k3": {`, `}`, and for several things `"r2": ""` in an object and `"r2"` in a list. */
const LINE = /^(?:"k(\d+)": )?(?:"v(\d+)"|"r(\d+)"(?:: "")?|(.*))$/

/** What stands for keys and values in a comparison: equal values have the same. */
class StandIns {
  readonly #keys = new Map<string, number>()
  readonly #keyTexts: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #values: Json[] = []
  /** Members or items that follow each other and are the same on both sides. An item has no key. */
  readonly #runs: (readonly (readonly [string | undefined, Json])[])[] = []
  readonly #matching: 'wherever' | 'by-place'
  /** Of the lists without the items at their ends that are the same. */
  longestList = 0

  constructor({ matching }: { readonly matching: 'wherever' | 'by-place' }) {
    this.#matching = matching
  }

  /** Two values, with one stand-in for each part that they have in common. */
  pair(before: Json, after: Json): readonly [Encoded, Encoded] {
    if (isObject(before) && isObject(after)) return this.#pairObjects(before, after)
    if (isList(before) && isList(after)) return this.#pairLists(before, after)
    return [this.#encode(before), this.#encode(after)]
  }

  /** Items at either end that are equal are one stand-in: so one that is put into a long list is found. */
  #pairLists(before: readonly Json[], after: readonly Json[]): readonly [Encoded, Encoded] {
    const { head, tail } = this.#matching === 'wherever' ? commonEnds(before, after) : { head: 0, tail: 0 }
    const middles = [before, after].map((list) => list.slice(head, list.length - tail))
    const [mine = [], others = []] = middles
    this.longestList = Math.max(this.longestList, mine.length, others.length)
    // It is begun anew then.
    if (this.#matching === 'wherever' && this.longestList > MATCHED_ITEMS) return ['', '']
    const theirs = new Set(others.map(canonicalText))
    const common = new Set(mine.map(canonicalText).filter((text) => theirs.has(text)))
    const item = (value: Json): Encoded =>
      common.has(canonicalText(value)) ? this.#whole(value) : this.#encode(value)
    const first = this.#items(before.slice(0, head))
    const last = this.#items(before.slice(before.length - tail))
    return [
      [...first, ...mine.map(item), ...last],
      [...first, ...others.map(item), ...last],
    ]
  }

  #items(items: readonly Json[]): readonly string[] {
    return items.length === 0
      ? []
      : [`r${this.#runs.push(items.map((item) => [undefined, item] as const)) - 1}`]
  }

  /** Members that are equal and follow each other are one stand-in: json-diff-kit takes the square of their number. */
  #pairObjects(before: JsonObject, after: JsonObject): readonly [Encoded, Encoded] {
    const lefts: [string, Encoded][] = []
    const rights = new Map<string, [string, Encoded]>()
    let run: [string, Json][] | undefined
    for (const [key, value] of Object.entries(before)) {
      const isCommon = Object.hasOwn(after, key)
      const other = after[key] as Json
      if (isCommon && equalJson(value, other)) {
        if (run) run.push([key, value])
        else {
          run = [[key, value]]
          const stand: [string, Encoded] = [`r${this.#runs.push(run) - 1}`, '']
          lefts.push(stand)
          rights.set(key, stand)
        }
        continue
      }
      run = undefined
      const [mine, theirs] = isCommon ? this.pair(value, other) : [this.#alone(value), undefined]
      lefts.push([this.#key(key), mine])
      if (theirs !== undefined) rights.set(key, [this.#key(key), theirs])
    }
    // What begins no run and is in both is in one.
    const added = Object.entries(after).filter(([key]) => !Object.hasOwn(before, key))
    const right = [
      ...rights.values(),
      ...added.map(([key, value]): [string, Encoded] => [this.#key(key), this.#alone(value)]),
    ]
    return [Object.fromEntries(lefts), Object.fromEntries(right)]
  }

  /** The rows that a pair of lines stands for. */
  rows(left: DiffResult, right: DiffResult): readonly DiffRow[] {
    const [lefts, rights] = [this.#lines(left), this.#lines(right)]
    const kind = kindOf(lefts, rights, left)
    return Array.from({ length: Math.max(lefts.length, rights.length) }, (_, index) => ({
      kind,
      left: lefts[index],
      right: rights[index],
    }))
  }

  #lines({ text, level, comma = false }: DiffResult): readonly JsonLine[] {
    if (text === '') return []
    const [, key, value, run, bracket = ''] = LINE.exec(text) as RegExpExecArray
    if (run !== undefined) return this.#linesOfRun(Number(run), { level, comma })
    const named = key === undefined ? {} : { key: this.#keyTexts[Number(key)] as string }
    if (value === undefined) return [{ level, ...named, text: bracket, kind: 'bracket', comma }]
    const lines: JsonLine[] = []
    appendLines(lines, this.#values[Number(value)] as Json, { level, comma, ...named })
    return lines
  }

  #linesOfRun(number: number, { level, comma }: Place): readonly JsonLine[] {
    const run = this.#runs[number] ?? []
    const lines: JsonLine[] = []
    for (const [index, [key, value]] of run.entries()) {
      const named = key === undefined ? {} : { key: writeJson(key) }
      appendLines(lines, value, { level, ...named, comma: comma || index < run.length - 1 })
    }
    return lines
  }

  #key(key: string): string {
    let number = this.#keys.get(key)
    if (number === undefined) {
      number = this.#keyTexts.push(writeJson(key)) - 1
      this.#keys.set(key, number)
    }
    return `k${number}`
  }

  /** One stand-in for a value and all that is in it. */
  #whole(value: Json): string {
    const text = canonicalText(value)
    let number = this.#numbers.get(text)
    if (number === undefined) {
      number = this.#values.push(value) - 1
      this.#numbers.set(text, number)
    }
    return `v${number}`
  }

  /** A stand-in of its own for a value that the other side has nothing to compare with. */
  #alone(value: Json): string {
    return `v${this.#values.push(value) - 1}`
  }

  #encode(value: Json): Encoded {
    if (isList(value)) return value.map((item) => this.#encode(item))
    if (!isObject(value)) return this.#whole(value)
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [this.#key(key), this.#encode(member)]),
    )
  }
}

/** How many items at the beginning and at the end are the same. */
function commonEnds(before: readonly Json[], after: readonly Json[]): { head: number; tail: number } {
  const most = Math.min(before.length, after.length)
  const isSame = (one: number, other: number) => equalJson(before[one] as Json, after[other] as Json)
  let head = 0
  while (head < most && isSame(head, head)) head++
  let tail = 0
  while (tail < most - head && isSame(before.length - 1 - tail, after.length - 1 - tail)) tail++
  return { head, tail }
}

function kindOf(
  lefts: readonly JsonLine[],
  rights: readonly JsonLine[],
  { type }: DiffResult,
): DiffRow['kind'] {
  if (lefts.length === 0) return 'added'
  if (rights.length === 0) return 'removed'
  return type === 'equal' ? 'same' : 'changed'
}
