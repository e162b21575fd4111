// What a migration imports as 'crosswalk', for those who check its types: the functions of
// shared/authoring/steps.ts, declared against the schemas of the two versions. This file goes into workspaces as it is, and so
// it is one, though long.
//
// A function learns its edge from where its call stands: in the `steps` of a definition, whose agent, from and
// to name it. A step that stands elsewhere, in a function of the author's own say, is not checked, and nor is a path that
// is put together as the module runs.

/** What is known of one version of an agent's configs. `*` in a path stands for any item or member. */
interface KnownVersion {
  config: unknown
  path: string
  /** Below these anything may stand. */
  open: string
  /** Names of members, wherever they stand. */
  key: string
}

/** What the steps of one migration may name. */
interface KnownEdge {
  from: unknown
  to: unknown
  path: string
  open: string
  key: string
}

/** A step that nobody knows the edge of. */
// biome-ignore lint/suspicious/noExplicitAny: it may be about any config
type AnyEdge = { from: any; to: any; path: string; open: string; key: string }

export interface Edge<From extends KnownVersion, To extends KnownVersion> {
  from: From['config']
  to: To['config']
  path: From['path'] | To['path']
  open: From['open'] | To['open'] | MovedInto<From, To>
  key: From['key'] | To['key']
}

/**
 * Places of the later version alone, where the earlier one lets anything stand at a place that is gone: its content,
 * which no schema knows, may be moved there.
 */
type MovedInto<From extends KnownVersion, To extends KnownVersion> = [
  Exclude<From['open'], To['path']>,
] extends [never]
  ? never
  : Exclude<To['path'], From['path']>

// ---- Paths

/** Whether a text is known to the letter, unlike `string` and `/a/${string}`. */
type IsLiteral<P extends string> = Record<never, 1> extends Record<P, 1> ? false : true

/** The form of the paths that one with `*` stands for. */
type Form<P extends string> = P extends `${infer A}/*/${infer B}`
  ? `${A}/${string}${Form<`/${B}`>}`
  : P extends `${infer A}/*`
    ? `${A}/${string}`
    : P

/**
 * Whether a place may be there before, after or between the steps of a migration. Steps move members to other
 * objects, so a path of which every token is the name of some member is taken: which names are where at each step, no
 * type follows.
 */
type Fits<E extends KnownEdge, P extends string> =
  IsLiteral<P> extends false
    ? true
    : P extends Form<E['path']> | `${Form<E['open']>}/${string}`
      ? true
      : AllKnown<P, E['key'] | `${number}`>

type AllKnown<P extends string, Key extends string> = P extends `/${infer First}/${infer Rest}`
  ? First extends Key
    ? AllKnown<`/${Rest}`, Key>
    : false
  : P extends `/${infer Last}`
    ? Last extends Key
      ? true
      : false
    : false

/** The paths to choose from: those without `*`. */
type Named<P extends string> = P extends `${string}/*` | `${string}/*/${string}` ? never : P

/** A path, where there is such a place; else those there are, for the message and for the editor to offer. */
type PathIn<E extends KnownEdge, P extends string> = P extends unknown
  ? Fits<E, P> extends true
    ? P
    : Named<E['path']>
  : never

type Parent<P extends string> = P extends `/${infer First}/${infer Rest}`
  ? `/${First}${Parent<`/${Rest}`>}`
  : ''

type Escaped<K extends string> = K extends `${infer A}~${infer B}`
  ? `${Slashless<A>}~0${Escaped<B>}`
  : Slashless<K>
type Slashless<K extends string> = K extends `${infer A}/${infer B}` ? `${A}~1${Slashless<B>}` : K

/** The new key of a member: one that leads to a place that may be there. */
type KeyIn<E extends KnownEdge, P extends string, K extends string> = K extends unknown
  ? Fits<E, IsLiteral<K> extends true ? `${Parent<P>}/${Escaped<K>}` : string> extends true
    ? K
    : E['key']
  : never

// ---- Values

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

type IsAny<T> = 0 extends 1 & T ? true : false

type Unescaped<K extends string> = K extends `${infer A}~1${infer B}`
  ? `${Tilded<A>}/${Unescaped<B>}`
  : Tilded<K>
type Tilded<K extends string> = K extends `${infer A}~0${infer B}` ? `${A}~${Tilded<B>}` : K

/** The type that a schema gives a place; `never` where it says nothing of it. */
type At<T, P extends string> =
  IsAny<T> extends true
    ? T
    : P extends `/${infer First}/${infer Rest}`
      ? At<Member<T, First>, `/${Rest}`>
      : P extends `/${infer Last}`
        ? Member<T, Last>
        : T

type Member<T, Token extends string> = T extends readonly (infer Item)[]
  ? Item
  : T extends object
    ? Token extends '*'
      ? Exclude<NamedMembers<T>[keyof NamedMembers<T>], undefined> | OtherMembers<T>
      : Unescaped<Token> extends keyof NamedMembers<T>
        ? Exclude<NamedMembers<T>[Unescaped<Token>], undefined>
        : OtherMembers<T>
    : never

type NamedMembers<T> = { [K in keyof T as string extends K ? never : K]: T[K] }
type OtherMembers<T> = string extends keyof T
  ? IsAny<T[string & keyof T]> extends true
    ? never
    : T[string & keyof T]
  : never

/** Members may be missing: a later step can add them. */
type Begun<T> =
  IsAny<T> extends true
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Begun<Item>[]
      : T extends object
        ? { readonly [K in keyof T]?: Begun<T[K]> }
        : T

/** A value of this type; any, where the type is of no place or the path is not known to the letter. */
type ValueOf<T, P extends string> = IsLiteral<P> extends false ? Json : [T] extends [never] ? Json : T

/** The value that a step puts at a place. What stands at the place before may be meant too: a later step can convert it. */
type NewValue<E extends KnownEdge, P extends string> = ValueOf<Begun<At<E['to'], P> | At<E['from'], P>>, P>

/** The value that a step looks for: a list may have become its first item by then, and a value a list. */
type OldValue<T, P extends string> = ValueOf<AroundList<At<T, P>>, P>
type AroundList<T> =
  IsAny<T> extends true ? T : T extends readonly (infer Item)[] ? T | Item : T | readonly T[]

// ---- Steps

/** A step of a migration: plain data. */
export interface Step<E extends KnownEdge = AnyEdge> {
  readonly op: Exclude<Op, 'transform'>
  /** Never there: it tells a call which edge it is about. As a method, it makes no step unfit for another edge. */
  about?(edge: E): void
}

/** A step that is code, from one form of the config to the other. */
export interface AuthoredTransform<Before = Config, After = Config> {
  readonly op: 'transform'
  /** Never there, as `about`. */
  begins?(before: Before): void
  ends?(after: After): void
}

export type AuthoredStep = Step | AuthoredTransform

type Op =
  | 'add'
  | 'remove'
  | 'rename'
  | 'move'
  | 'nest'
  | 'hoist'
  | 'wrap'
  | 'head'
  | 'convert'
  | 'redefault'
  | 'each'
  | 'when'
  | 'deprecate'
  | 'transform'

/** A config of no version in particular: code that says so is not checked against the schemas. */
// biome-ignore lint/suspicious/noExplicitAny: just that
export type Config = any

/** Sets a member where it is absent. A value already there stays. */
export declare function add<E extends KnownEdge = AnyEdge, const P extends string = string>(
  path: PathIn<E, P>,
  value: NewValue<E, P>,
): Step<E>

/** Takes a member away; its value is kept for the way back. */
export declare function remove<E extends KnownEdge = AnyEdge, const P extends string = string>(
  path: PathIn<E, P>,
): Step<E>

/** Moves a value to a new key of the same object. Never overwrites. */
export declare function rename<
  E extends KnownEdge = AnyEdge,
  const P extends string = string,
  const K extends string = string,
>(path: PathIn<E, P>, key: KeyIn<E, P, K>): Step<E>

/** Moves a value to another place. Never overwrites; missing parents of the target are made. */
export declare function move<
  E extends KnownEdge = AnyEdge,
  const P extends string = string,
  const Q extends string = string,
>(from: PathIn<E, P>, to: PathIn<E, Q>): Step<E>

/** Moves members, under their own keys, into an object. */
export declare function nest<
  E extends KnownEdge = AnyEdge,
  const P extends string = string,
  const Q extends string = string,
>(paths: readonly PathIn<E, P>[], under: PathIn<E, Q>): Step<E>

/** Moves the members of an object to the object around it. `keys` says which go back where no complement tells. */
export declare function hoist<
  E extends KnownEdge = AnyEdge,
  const P extends string = string,
  const K extends string = string,
>(under: PathIn<E, P>, keys?: readonly KeyIn<E, P, K>[]): Step<E>

/** Makes a list of one out of a value. */
export declare function wrap<E extends KnownEdge = AnyEdge, const P extends string = string>(
  path: PathIn<E, P>,
): Step<E>

/** Takes the first item of a list in its place; the tail is kept for the way back. */
export declare function head<E extends KnownEdge = AnyEdge, const P extends string = string>(
  path: PathIn<E, P>,
): Step<E>

/** Converts a value by pairs `[from, to]`, or a number by `{ scale, offset }`. */
export declare function convert<E extends KnownEdge = AnyEdge, const P extends string = string>(
  path: PathIn<E, P>,
  by:
    | readonly (readonly [OldValue<E['from'], P>, OldValue<E['to'], P>])[]
    | { readonly scale?: number; readonly offset?: number },
): Step<E>

/** Gives a new default to those who still have the old one. */
export declare function redefault<E extends KnownEdge = AnyEdge, const P extends string = string>(
  path: PathIn<E, P>,
  from: OldValue<E['from'] | E['to'], P>,
  to: OldValue<E['from'] | E['to'], P>,
): Step<E>

/** The items at a place, as an edge of their own: paths in `each` begin at the item. */
interface Items<E extends KnownEdge, P extends string> {
  from: At<E['from'], `${P}/*`>
  to: At<E['to'], `${P}/*`>
  path: Below<E['path'], P>
  open: OpenBelow<E['open'], P>
  key: E['key']
}

/** What is left of a path below any item of a place. */
type Below<Q extends string, P extends string> = Q extends `${P}/${infer _Item}/${infer Rest}`
  ? `/${Rest}`
  : never

/** The same for a place that is open: the empty path where an item is, or what holds it. */
type OpenBelow<Q extends string, P extends string> = Q extends `${P}/${infer _Item}/${infer Rest}`
  ? `/${Rest}`
  : Q extends P | `${P}/${string}`
    ? ''
    : P extends `${Form<Q>}/${string}`
      ? ''
      : never

/** Runs steps on every item of a list or every value of an object; their paths begin at the item. */
export declare function each<E extends KnownEdge = AnyEdge, const P extends string = string>(
  path: PathIn<E, P>,
  steps: readonly Step<P extends E['path'] ? Items<E, P> : AnyEdge>[],
): Step<E>

/** Runs steps where a condition holds. */
export declare function when<E extends KnownEdge = AnyEdge, const P extends string = string>(
  condition:
    | { readonly path: PathIn<E, P>; readonly equals: OldValue<E['from'] | E['to'], P> }
    | { readonly path: PathIn<E, P>; readonly oneOf: readonly OldValue<E['from'] | E['to'], P>[] }
    | { readonly path: PathIn<E, P>; readonly exists: boolean },
  steps: readonly Step<E>[],
): Step<E>

/** As `remove`; a user who used the feature is told what to do. */
export declare function deprecate<E extends KnownEdge = AnyEdge, const P extends string = string>(
  path: PathIn<E, P>,
  notice: { readonly feature: string; readonly message: string; readonly documentation?: string },
): Step<E>

type NoSuchMember = 'The schema has no member of this name.'

/** Refuses members that a closed object has no place for, left behind ones too, which TypeScript lets through. */
type NoOthers<Result, T> = {
  [K in keyof Result]: IsAny<T> extends true
    ? unknown
    : string extends keyof T
      ? unknown
      : K extends keyof T
        ? unknown
        : NoSuchMember
}

/**
 * Code on the whole config, for what no other step can say. Give `down`, or there is no way back but the history.
 *
 * Its types are those of the two versions where it is a migration's only step. Among others it sees what these have
 * left of a config, and no type says what that is; as the first of them it still gets one of the earlier version.
 */
export declare function transform<Before = Config, After = Config, Up = object, Down = object>(code: {
  readonly up: (config: Before) => NoInfer<After> & NoOthers<Up, NoInfer<After>>
  readonly down?: (config: NoInfer<After>) => NoInfer<Before> & NoOthers<Down, NoInfer<Before>>
  readonly summary?: string
}): AuthoredTransform<Before, After>

// ---- Migrations

/** What is known of a step by its place: nothing but the edge, what the first begins with, what the last ends with. */
interface Between<E extends KnownEdge> {
  readonly op: string
  about?(edge: E): void
  // biome-ignore lint/suspicious/noExplicitAny: beside other steps, nothing is known of what code gives
  ends?(after: any): void
}
interface First<E extends KnownEdge> {
  readonly op: string
  about?(edge: E): void
  begins?(before: E['from']): void
}
interface Last<E extends KnownEdge> {
  readonly op: string
  about?(edge: E): void
  ends?(after: E['to']): void
}

export interface Definition<
  Agent extends string = string,
  From extends string = string,
  To extends string = string,
  E extends KnownEdge = AnyEdge,
> {
  /** As in `seo`. */
  readonly agent: Agent
  /** The version that configs have before, as in `1.0.0`. */
  readonly from: From
  /** The version that they have afterwards; a later one. */
  readonly to: To
  /** One line for those who review it. */
  readonly summary: string
  // The first form takes every list of steps; the other two are there for what calls can learn from them. A lone step learns
  // from both, one of several that an end is open.
  readonly steps:
    | readonly { readonly op: string }[]
    | readonly [First<E>, ...Between<E>[]]
    | readonly [...Between<E>[], Last<E>]
}
