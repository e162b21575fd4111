import { allBindings, isEnabled, MAC } from './commands.ts'
import { hear, type Stroke, strokeOf } from './keybindings.ts'
import { say } from './speech.tsx'
import { workbench } from './workbench.ts'

/** A chord that nobody finishes is forgotten. */
const CHORD_MS = 4_000

/** From now on, keys lead to commands. Before anything in the page hears them, as in VS Code. */
export function listenToKeys(): void {
  const bindings = allBindings()
  let pending: Stroke | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const forget = () => {
    pending = undefined
    clearTimeout(timer)
  }
  addEventListener(
    'keydown',
    (event) => {
      const stroke = strokeOf(event, { mac: MAC })
      if (stroke === undefined || event.isComposing || isBeingAsked(event)) return
      if (isTyping(event) && !/ctrl|alt|^(shift\+)?f\d/.test(stroke)) return forget()
      const heard = hear(bindings, { pending, stroke })
      forget()
      if (heard.kind === 'none') return
      if (heard.kind === 'pending') {
        pending = heard.first
        timer = setTimeout(forget, CHORD_MS)
        say(`${stroke} was pressed. Waiting for the second key of the chord.`)
        // The code editor has chords of its own that begin alike: it hears of the first key too.
        if (!isInCode(event)) event.preventDefault()
        return
      }
      if (!isEnabled(heard.command)) return
      event.preventDefault()
      event.stopPropagation()
      if (!event.repeat || heard.command.id.startsWith('view.')) void workbench().runCommand(heard.command.id)
    },
    { capture: true },
  )
}

/** While a dialog asks for an answer, the workbench behind it is out of reach. */
const isBeingAsked = (event: Event): boolean =>
  event.target instanceof Element && event.target.closest('dialog, .ui-menu') !== null

const isTyping = ({ target }: Event): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))

const isInCode = ({ target }: Event): boolean =>
  target instanceof Element && target.closest('.monaco-editor') !== null
