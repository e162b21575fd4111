import type { editor, IDisposable, languages } from 'monaco-editor'
import type { EdgePlaces } from '../../../../shared/api/authoring.ts'
import { checkCatalogue, isCheckCode } from '../../../../shared/checks/catalogue/catalogue.ts'
import type { CheckEntry } from '../../../../shared/checks/catalogue/entry.ts'
import type { CheckFinding } from '../../../../shared/checks/index.ts'
import { OPS } from '../../../../shared/lens/step.ts'
import type { Monaco } from '../../../ui/monaco/monaco.ts'
import { queries } from '../../../workbench/queries.ts'
import { workbench } from '../../../workbench/workbench.ts'
import { type Edge, edgeKey } from '../edge.ts'
import { placesQuery, typesQuery } from '../queries.ts'
import { PAGE_SCHEME } from './markers.ts'
import { pathOffers } from './path-offers.ts'
import { findPlace, placeWords } from './place-words.ts'
import { allowComment, imported, quickFixes, type TextEdit } from './quick-fixes.ts'
import { quotedAt } from './source-calls.ts'

/** The path of an edge's module in the editor: with types of its own, those of its two versions. */
export const modelPath = (edge: Edge): string => `/migrations/${edgeKey(edge)}/migration.ts`

type Known = { readonly edge: Edge; places: EdgePlaces | undefined }

const known = new Map<string, Known>()
let provided = false

/** Brings the types, places and fixes of an edge to its editor. Gives what takes them away again. */
export function provideLanguage(monaco: Monaco, edge: Edge): () => void {
  provideOnce(monaco)
  const path = modelPath(edge)
  known.set(path, { edge, places: undefined })
  const libraries: IDisposable[] = []
  let gone = false
  void queries.fetchQuery(typesQuery(edge)).then((files) => {
    if (gone) return
    const folder = `file:///migrations/${edgeKey(edge)}/node_modules/crosswalk`
    for (const [name, text] of Object.entries(files)) {
      libraries.push(monaco.typescript.typescriptDefaults.addExtraLib(text, `${folder}/${name}`))
    }
  }, workbench().notifyFailure)
  void queries.fetchQuery(placesQuery(edge)).then((places) => {
    const one = known.get(path)
    if (one) one.places = places
  }, workbench().notifyFailure)
  return () => {
    gone = true
    known.delete(path)
    for (const library of libraries) library.dispose()
  }
}

function provideOnce(monaco: Monaco): void {
  if (provided) return
  provided = true
  monaco.languages.registerHoverProvider('typescript', {
    provideHover: (model, position) => hoverAt(monaco, model, model.getOffsetAt(position)),
  })
  monaco.languages.registerCompletionItemProvider('typescript', {
    triggerCharacters: ["'", '"', '/'],
    provideCompletionItems: (model, position) => ({
      suggestions: offersAt(monaco, model, model.getOffsetAt(position)),
    }),
  })
  monaco.languages.registerCodeActionProvider('typescript', {
    provideCodeActions: (model, _range, { markers }) => ({
      actions: markers.flatMap((marker) => actionsFor(monaco, model, marker)),
      dispose: () => {},
    }),
  })
  monaco.editor.registerCommand('crosswalk.allow', (_, path: string, code: string, line: number) =>
    allow(monaco, path, { code, line }),
  )
  monaco.editor.registerLinkOpener({
    open: ({ scheme, path }) => {
      if (scheme !== PAGE_SCHEME) return false
      workbench().openEditor({ type: 'finding-page', key: path, title: path, input: { code: path } })
      return true
    },
  })
}

function hoverAt(monaco: Monaco, model: editor.ITextModel, offset: number): languages.Hover | null {
  const one = known.get(model.uri.path)
  const quoted = quotedAt(model.getValue(), offset)
  if (!one?.places || !quoted?.text.startsWith('/')) return null
  const place = findPlace(one.places.places, quoted.text)
  if (!place) return null
  return {
    range: rangeOf(monaco, model, quoted),
    contents: [{ value: placeWords(place, { ...one.places, from: one.edge.from, to: one.edge.to }) }],
  }
}

function offersAt(monaco: Monaco, model: editor.ITextModel, offset: number): languages.CompletionItem[] {
  const places = known.get(model.uri.path)?.places?.places
  const source = model.getValue()
  const found = places && pathOffers(source, offset, places)
  if (!found) return known.has(model.uri.path) ? stepsAt(monaco, model, offset) : []
  const range = rangeOf(monaco, model, found)
  return found.offers.map(({ text, detail, about }, index) => ({
    label: text,
    kind: monaco.languages.CompletionItemKind.Property,
    insertText: text,
    filterText: text,
    // As they come: what fits the place best stands first.
    sortText: String(index).padStart(5, '0'),
    detail,
    documentation: about,
    range,
  }))
}

/** Steps that the module has not imported yet, where one may begin; choosing one imports it. */
function stepsAt(monaco: Monaco, model: editor.ITextModel, offset: number): languages.CompletionItem[] {
  const source = model.getValue()
  const start = offset - (/\w*$/.exec(source.slice(Math.max(0, offset - 40), offset))?.[0].length ?? 0)
  if (!/[[,]\s*$/.test(source.slice(Math.max(0, start - 200), start)) || quotedAt(source, offset)) return []
  return OPS.flatMap((name): languages.CompletionItem[] => {
    const edits = imported(source, name)
    if (edits.length === 0) return []
    return [
      {
        label: name,
        kind: monaco.languages.CompletionItemKind.Function,
        insertText: name,
        detail: "imported from 'crosswalk'",
        range: rangeOf(monaco, model, { start, end: offset }),
        additionalTextEdits: edits.map((edit) => ({ range: rangeOf(monaco, model, edit), text: edit.text })),
      },
    ]
  })
}

function actionsFor(
  monaco: Monaco,
  model: editor.ITextModel,
  marker: editor.IMarkerData,
): languages.CodeAction[] {
  const one = known.get(model.uri.path)
  const code = typeof marker.code === 'string' ? marker.code : marker.code?.value
  if (!one || code === undefined) return []
  const source = model.getValue()
  const { startLineNumber: line, startColumn: column, message } = marker
  // The text may have moved under the finding since: what the editor underlines is where it is now.
  const finding = { code: code as CheckFinding['code'], line, column, message }
  const fixes = quickFixes({ source, finding, places: one.places?.places ?? [] }).map(
    ({ title, edits, preferred = false }): languages.CodeAction => ({
      title,
      kind: 'quickfix',
      diagnostics: [marker],
      isPreferred: preferred,
      edit: {
        edits: edits.map((edit) => ({
          resource: model.uri,
          versionId: model.getVersionId(),
          textEdit: { range: rangeOf(monaco, model, edit), text: edit.text },
        })),
      },
    }),
  )
  return isSilenceable(code) ? [...fixes, allowing(model, marker, code)] : fixes
}

/** Some findings no comment silences: without a module there are none of its steps, and some are of comments themselves. */
const isSilenceable = (code: string): boolean =>
  isCheckCode(code) && (checkCatalogue[code] as CheckEntry<unknown>).silence !== 'never'

const allowing = (
  model: editor.ITextModel,
  marker: editor.IMarkerData,
  code: string,
): languages.CodeAction => ({
  title: `Allow ${code} here, with a reason…`,
  kind: 'quickfix',
  diagnostics: [marker],
  command: {
    id: 'crosswalk.allow',
    title: `Allow ${code}`,
    arguments: [model.uri.path, code, marker.startLineNumber],
  },
})

async function allow(
  monaco: Monaco,
  path: string,
  { code, line }: { readonly code: string; readonly line: number },
): Promise<void> {
  const reason = await workbench().ask({
    title: `Why is ${code} right as it is?`,
    placeholder: 'For whoever approves this',
    validate: (text) => (text.trim() === '' ? 'Give a reason: it stays in the file.' : undefined),
  })
  const model = monaco.editor.getModels().find((one) => one.uri.path === path)
  if (reason === undefined || !model) return
  apply(monaco, model, allowComment(model.getValue(), { code, line, reason }))
}

function apply(monaco: Monaco, model: editor.ITextModel, edit: TextEdit): void {
  model.pushStackElement()
  model.pushEditOperations([], [{ range: rangeOf(monaco, model, edit), text: edit.text }], () => null)
  model.pushStackElement()
}

function rangeOf(monaco: Monaco, model: editor.ITextModel, { start, end }: { start: number; end: number }) {
  return monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end))
}
