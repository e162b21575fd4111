import { TYPES_INDEX } from './authoring-types.ts'

/** Where a workspace keeps the declarations, relative to its folder. */
export const TYPES_FOLDER = '.crosswalk/types'

/** How authored modules are checked, as `compilerOptions` of a `tsconfig.json`: by editors and by `migration check` alike. */
export const typeOptions = {
  target: 'ES2023',
  // The language that the sandbox runs. No DOM and no Node: neither is there.
  lib: ['ES2024', 'ESNext.Collection', 'ESNext.Iterator'],
  types: [],
  module: 'ESNext',
  moduleResolution: 'Bundler',
  moduleDetection: 'force',
  isolatedModules: true,
  strict: true,
  // Functions of the author's own may leave out what they take: what they get is a config, and any.
  noImplicitAny: false,
  // A config is JSON: a member is there or it is not.
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  paths: { crosswalk: [`./${TYPES_FOLDER}/${TYPES_INDEX}`] },
} as const

/** The `tsconfig.json` of a workspace, as text: what makes an editor check migrations without this package installed. */
export const editorSettings = `${JSON.stringify(
  { compilerOptions: typeOptions, include: ['migrations/**/*.ts'] },
  undefined,
  2,
)}\n`

/** Whether the text of a `tsconfig.json` has to do with our declarations. It may hold comments, so it is not read. */
export const namesTypes = (text: string): boolean => text.includes(TYPES_FOLDER)
