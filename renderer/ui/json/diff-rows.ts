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

/** Lists up to this length are matched item by item wherever these stand; longer ones by their places alone. */
const MATCHED_ITEMS = 1_000

/**
 * Lays two documents out side by side. Values that are equal, numbers by their value and members in any order, are the same.
 *
 * json-diff-kit knows the numbers and keys of JavaScript only, and puts keys into its lines as they are. So it compares
 * stand-ins, from which its lines are read back: nothing of a document goes through it. Equal parts have one stand-in
 * each, which is also what makes a document of 5 MB fast.
 */
export function diffRows(before: Json, after: Json): DiffRow[] {
  if (equalJson(before, after)) return jsonLines(before).map(same)
  const isAlike = (isObject(before) && isObject(after)) || (isList(before) && isList(after))
  if (!isAlike) {
    return [
      ...jsonLines(before).map((left): DiffRow => ({ kind: 'removed', left, right: undefined })),
      ...jsonLines(after).map((right): DiffRow => ({ kind: 'added', left: undefined, right })),
    ]
  }
  const standIns = new StandIns()
  const [left, right] = standIns.pair(before, after)
  const differ = new Differ({
    arrayDiffMethod: standIns.longestList > MATCHED_ITEMS ? 'normal' : 'lcs',
    preserveKeyOrder: 'before',
    detectCircular: false,
  })
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

/** `"k3": "v17"`, `"v17"`, `"k3": {`, `}`, and `"r2": ""` for several members. */
const LINE = /^(?:"k(\d+)": )?(?:"v(\d+)"|"r(\d+)": ""|(.*))$/

/** What stands for keys and values in a comparison: equal values have the same. */
class StandIns {
  readonly #keys = new Map<string, number>()
  readonly #keyTexts: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #values: Json[] = []
  /** Members that follow each other and are the same on both sides. */
  readonly #runs: (readonly [string, Json][])[] = []
  longestList = 0

  /** Two values, with one stand-in for each part that they have in common. */
  pair(before: Json, after: Json): readonly [Encoded, Encoded] {
    if (isObject(before) && isObject(after)) return this.#pairObjects(before, after)
    if (isList(before) && isList(after)) {
      this.longestList = Math.max(this.longestList, before.length, after.length)
      const theirs = new Set(after.map(canonicalText))
      const common = new Set(before.map(canonicalText).filter((text) => theirs.has(text)))
      const item = (value: Json): Encoded =>
        common.has(canonicalText(value)) ? this.#whole(value) : this.#encode(value)
      return [before.map(item), after.map(item)]
    }
    return [this.#encode(before), this.#encode(after)]
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
      const [mine, theirs] = isCommon ? this.pair(value, other) : [this.#encode(value), undefined]
      lefts.push([this.#key(key), mine])
      if (theirs !== undefined) rights.set(key, [this.#key(key), theirs])
    }
    // What begins no run and is in both is in one.
    const added = Object.entries(after).filter(([key]) => !Object.hasOwn(before, key))
    const right = [
      ...rights.values(),
      ...added.map(([key, value]): [string, Encoded] => [this.#key(key), this.#encode(value)]),
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
      appendLines(lines, value, { level, key: writeJson(key), comma: comma || index < run.length - 1 })
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

  #encode(value: Json): Encoded {
    if (isList(value)) return value.map((item) => this.#encode(item))
    if (!isObject(value)) return this.#whole(value)
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [this.#key(key), this.#encode(member)]),
    )
  }
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
