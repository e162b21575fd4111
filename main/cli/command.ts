import type { Context } from './context.ts'
import type { Page } from './page.ts'

/** A command as a value: what help shows, what the parser takes, and what is done. One file each, in `commands/`. */
export type Command = {
  /** As it is typed after `crosswalk`: `status`, `flow import`. */
  readonly name: string
  /** One line, without a full stop. */
  readonly summary: string
  /** More lines for the command's own help: what is good to know before running it. */
  readonly details?: readonly string[]
  readonly arguments: { readonly [name: string]: Argument }
  readonly options: { readonly [name: string]: Option }
  /** Gives the result: the object that `--json` prints. Raises the catalogue's errors. */
  run(context: Context, input: never): Promise<object>
  /** The result as lines for a person, who gave this input. */
  show(result: never, page: Page, input: never): readonly string[]
  /** Exit status of a result; 0 where this is left out. 3 where the result is itself a refusal. */
  status?(result: never): 0 | 3
}

/** A word at its place, in the order of the keys. */
export type Argument = {
  readonly about: string
  readonly optional?: true
  /** Reads the text at the border. Raises the catalogue's errors. */
  readonly read?: (text: string) => unknown
}

/** `--name VALUE`, or `--name` alone where it takes no value. A key `dryRun` is typed `--dry-run`. */
export type Option = {
  readonly about: string
  /** What help calls the value. */
  readonly value?: string
  readonly required?: true
  readonly read?: (text: string) => unknown
}

type Read<Of> = Of extends { readonly read: (text: string) => infer Value } ? Value : string

type Given<Arguments, Options> = {
  readonly [Name in keyof Arguments]: Arguments[Name] extends { readonly optional: true }
    ? Read<Arguments[Name]> | undefined
    : Read<Arguments[Name]>
} & {
  readonly [Name in keyof Options]: Options[Name] extends { readonly value: string }
    ? Options[Name] extends { readonly required: true }
      ? Read<Options[Name]>
      : Read<Options[Name]> | undefined
    : boolean
}

type Spec<Arguments, Options, Result extends object> = Pick<Command, 'name' | 'summary' | 'details'> & {
  readonly arguments: Arguments
  readonly options: Options
  run(context: Context, input: Given<Arguments, Options>): Promise<Result>
  show(result: Result, page: Page, input: Given<Arguments, Options>): readonly string[]
  status?(result: Result): 0 | 3
}

/** Defines a command: what its `run` is given has the types of its own arguments and options. */
export const command = <
  const Arguments extends Command['arguments'],
  const Options extends Command['options'],
  Result extends object,
>(
  spec: Spec<Arguments, Options, Result>,
): Command => spec
