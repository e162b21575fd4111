import { create } from 'zustand'
import type { Question } from './workbench.ts'

export type AskOptions = {
  readonly title: string
  readonly value?: string
  readonly placeholder?: string
  /** What is wrong with a text; undefined where nothing is. */
  readonly validate?: (text: string) => string | undefined
}

export type Pickable = {
  readonly id: string
  readonly label: string
  readonly description?: string | undefined
  readonly icon?: string | undefined
  /** At the right: the keys of a command. */
  readonly keys?: string | undefined
  /** Heads a group, above its first item. */
  readonly group?: string | undefined
}

type Asked =
  | { readonly kind: 'confirm'; readonly question: Question; readonly answer: (yes: boolean) => void }
  | {
      readonly kind: 'ask'
      readonly options: AskOptions
      readonly answer: (text: string | undefined) => void
    }
  | {
      readonly kind: 'pick'
      readonly title: string
      readonly items: readonly Pickable[] | Promise<readonly Pickable[]>
      readonly answer: (id: string | undefined) => void
    }

/** What the person is asked now, and after that: one question at a time. */
export const useQuestions = create<{ readonly asked: readonly Asked[] }>(() => ({ asked: [] }))

const put = (asked: Asked) => useQuestions.setState((state) => ({ asked: [...state.asked, asked] }))
const done = () => useQuestions.setState(({ asked }) => ({ asked: asked.slice(1) }))

/** Makes an answer of a promise, and goes on to the next question. */
const settling =
  <T>(resolve: (value: T) => void) =>
  (value: T) => {
    done()
    resolve(value)
  }

export const confirmQuestion = (question: Question): Promise<boolean> =>
  new Promise((resolve) => put({ kind: 'confirm', question, answer: settling(resolve) }))

export const askText = (options: AskOptions): Promise<string | undefined> =>
  new Promise((resolve) => put({ kind: 'ask', options, answer: settling(resolve) }))

/** The id of one of the items, or undefined. */
export const pickId = (
  title: string,
  items: readonly Pickable[] | Promise<readonly Pickable[]>,
): Promise<string | undefined> =>
  new Promise((resolve) => put({ kind: 'pick', title, items, answer: settling(resolve) }))
