import type { editor } from 'monaco-editor'

/** The letters of every editor, as the person has chosen them. */
export function fontOptions(): editor.IEditorOptions {
  const style = getComputedStyle(document.documentElement)
  return {
    fontFamily: style.getPropertyValue('--vscode-editor-font-family').trim() || 'monospace',
    fontSize: Number.parseFloat(style.getPropertyValue('--vscode-editor-font-size')) || 12,
  }
}

let place: HTMLElement | undefined

function overflowPlace(): HTMLElement {
  place ??= document.body.appendChild(document.createElement('div'))
  place.className = 'monaco-editor monaco-overflow'
  return place
}

/** How every editor of the workbench is set. */
export function commonOptions(): editor.IStandaloneEditorConstructionOptions {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  return {
    ...fontOptions(),
    automaticLayout: true,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    // Dimmed, its number could not be read.
    renderFinalNewline: 'on',
    // Hovers and suggestions reach over the edge of a narrow editor. Among its tabs they would stand where those begin.
    fixedOverflowWidgets: true,
    overflowWidgetsDomNode: overflowPlace(),
    tabSize: 2,
    smoothScrolling: !isStill,
    cursorBlinking: isStill ? 'solid' : 'blink',
    // Text of customers is shown as it is, with what is invisible in it.
    unicodeHighlight: { ambiguousCharacters: false },
  }
}
