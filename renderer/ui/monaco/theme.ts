import type { Monaco } from './monaco.ts'
import { fontOptions } from './options.ts'

/** Colours of the workbench that the editor has too: `--vscode-a-b` is its `a.b`. */
const COLOURS = [
  'foreground',
  'descriptionForeground',
  'disabledForeground',
  'errorForeground',
  'focusBorder',
  'contrastBorder',
  'editor.background',
  'editor.foreground',
  'editor.lineHighlightBackground',
  'editor.lineHighlightBorder',
  'editor.selectionBackground',
  'editor.wordHighlightBackground',
  'editor.wordHighlightBorder',
  'editorLineNumber.foreground',
  'editorLineNumber.activeForeground',
  'editorIndentGuide.background1',
  'editorWidget.background',
  'editorWidget.foreground',
  'editorWidget.border',
  'editorHoverWidget.background',
  'editorHoverWidget.border',
  'editorSuggestWidget.background',
  'editorSuggestWidget.border',
  'editorSuggestWidget.selectedBackground',
  'editorError.foreground',
  'editorWarning.foreground',
  'editorInfo.foreground',
  'input.background',
  'input.foreground',
  'input.border',
  'button.background',
  'button.foreground',
  'list.hoverBackground',
  'list.activeSelectionBackground',
  'list.activeSelectionForeground',
  'diffEditor.insertedTextBackground',
  'diffEditor.removedTextBackground',
  'diffEditor.insertedLineBackground',
  'diffEditor.removedLineBackground',
  'badge.background',
  'badge.foreground',
  'textLink.foreground',
  'menu.background',
  'menu.foreground',
  'quickInput.background',
  'quickInput.foreground',
] as const

const BASES = {
  dark: 'vs-dark',
  light: 'vs',
  'high-contrast': 'hc-black',
  'high-contrast-light': 'hc-light',
} as const

/** Has the editor look as the workbench does, now and whenever that changes. */
export function followTheme(monaco: Monaco): void {
  const apply = (): void => {
    const { theme = 'dark' } = document.documentElement.dataset
    const style = getComputedStyle(document.documentElement)
    const colors: Record<string, string> = {}
    for (const id of COLOURS) {
      const value = style.getPropertyValue(`--vscode-${id.replace('.', '-')}`).trim()
      // The editor takes no other form; what has another stays as its own theme has it.
      if (/^#[\da-f]{6}([\da-f]{2})?$/i.test(value)) colors[id] = value
    }
    const base = BASES[theme as keyof typeof BASES] ?? 'vs-dark'
    monaco.editor.defineTheme('crosswalk', { base, inherit: true, rules: [], colors })
    monaco.editor.setTheme('crosswalk')
    for (const editor of [...monaco.editor.getEditors(), ...monaco.editor.getDiffEditors()]) {
      editor.updateOptions(fontOptions())
    }
  }
  apply()
  new MutationObserver(apply).observe(document.documentElement, { attributeFilter: ['data-theme', 'style'] })
}
