/** One press: 'ctrl+shift+p'. Modifiers in the order ctrl, shift, alt; the key in small letters. */
export type Stroke = string

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

const NAMED: Readonly<Record<string, string>> = {
  ' ': 'space',
  arrowup: 'up',
  arrowdown: 'down',
  arrowleft: 'left',
  arrowright: 'right',
}
const MODIFIERS = new Set(['control', 'meta', 'shift', 'alt', 'altgraph'])

/** What was pressed, as bindings are written. Undefined for a modifier alone. On a Mac, Command is `ctrl`. */
export function strokeOf(event: KeyPress, { mac }: { readonly mac: boolean }): Stroke | undefined {
  const key = event.key.toLowerCase()
  if (MODIFIERS.has(key)) return undefined
  // With Shift or Alt a letter or digit key may say something else: the key itself counts.
  const plain = /^(Key|Digit)(.)$/.exec(event.code)?.[2]?.toLowerCase()
  const name = (event.shiftKey || event.altKey ? plain : undefined) ?? NAMED[key] ?? key
  const ctrl = mac ? event.metaKey : event.ctrlKey
  return [ctrl && 'ctrl', event.shiftKey && 'shift', event.altKey && 'alt', name].filter(Boolean).join('+')
}

/** A binding as its strokes: one, or the two of a chord. */
export const strokesOf = (keybinding: string): readonly Stroke[] =>
  keybinding
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .map((stroke) => {
      const parts = stroke.split(/\+(?=.)/)
      const key = parts.at(-1) ?? ''
      return ['ctrl', 'shift', 'alt']
        .filter((name) => parts.slice(0, -1).includes(name))
        .concat(key)
        .join('+')
    })

export type Bound<T> = { readonly strokes: readonly Stroke[]; readonly command: T }

export type Heard<T> =
  /** Nothing of ours. */
  | { readonly kind: 'none' }
  /** The beginning of a chord. */
  | { readonly kind: 'pending'; readonly first: Stroke }
  | { readonly kind: 'command'; readonly command: T }

/** What a press means after what was pressed before. The last binding wins, as later features know more. */
export function hear<T>(
  bindings: readonly Bound<T>[],
  { pending, stroke }: { readonly pending: Stroke | undefined; readonly stroke: Stroke },
): Heard<T> {
  const pressed = pending === undefined ? [stroke] : [pending, stroke]
  const exact = bindings.findLast(({ strokes }) => strokes.join(' ') === pressed.join(' '))
  if (exact) return { kind: 'command', command: exact.command }
  const begins =
    pending === undefined && bindings.some(({ strokes }) => strokes.length > 1 && strokes[0] === stroke)
  return begins ? { kind: 'pending', first: stroke } : { kind: 'none' }
}

const SHOWN: Readonly<Record<string, string>> = {
  ctrl: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  escape: 'Esc',
  pagedown: 'PageDown',
  pageup: 'PageUp',
}
const MAC: Readonly<Record<string, string>> = { ctrl: '⌘', shift: '⇧', alt: '⌥' }

/** A binding as people read it: "Ctrl+K Ctrl+S", on a Mac "⌘K ⌘S". */
export function shownBinding(keybinding: string, { mac }: { readonly mac: boolean }): string {
  const stroke = (text: Stroke) => {
    const parts = text.split(/\+(?=.)/)
    const words = parts.map((part) => (mac && MAC[part]) || SHOWN[part] || capital(part))
    return words.join(mac ? '' : '+')
  }
  return strokesOf(keybinding).map(stroke).join(' ')
}

const capital = (text: string) =>
  text.length > 1 ? text[0]?.toUpperCase() + text.slice(1) : text.toUpperCase()
