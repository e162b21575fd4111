import type { Monaco } from './monaco.ts'
import { followTheme } from './theme.ts'

let loading: Promise<Monaco> | undefined

/** The editor's code, which the page gets when it is first needed: it is larger than all else together. */
export function loadMonaco(): Promise<Monaco> {
  loading ??= load()
  return loading
}

const WORKERS: Readonly<Record<string, string>> = {
  json: 'json.worker',
  typescript: 'ts.worker',
  javascript: 'ts.worker',
}

async function load(): Promise<Monaco> {
  Object.assign(globalThis, {
    MonacoEnvironment: {
      getWorker: (_: string, label: string) =>
        new Worker(`/${WORKERS[label] ?? 'editor.worker'}.js`, { name: label, type: 'module' }),
    },
  })
  const monaco = await import('monaco-editor')
  setLanguages(monaco)
  followTheme(monaco)
  return monaco
}

// As `shared/authoring/types/editor-settings.ts` has it, as far as there are such options here.
function setLanguages({ typescript, json }: Monaco): void {
  const { typescriptDefaults, ScriptTarget, ModuleKind, ModuleResolutionKind } = typescript
  typescriptDefaults.setCompilerOptions({
    target: ScriptTarget.ESNext,
    // The language that the sandbox runs. No DOM and no Node: neither is there.
    lib: ['esnext'],
    types: [],
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.NodeJs,
    isolatedModules: true,
    strict: true,
    noImplicitAny: false,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  })
  // What is wrong with a migration the checks say, with a code and a page. Two voices would contradict each other.
  typescriptDefaults.setDiagnosticsOptions({
    noSemanticValidation: true,
    noSyntaxValidation: true,
    noSuggestionDiagnostics: true,
  })
  typescriptDefaults.setEagerModelSync(true)
  // Configs hold numbers that a double cannot carry, and keys of any name; all of it is shown as it is.
  json.jsonDefaults.setDiagnosticsOptions({
    validate: true,
    allowComments: false,
    enableSchemaRequest: false,
  })
}
