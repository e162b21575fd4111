/** @typedef {import('./session.js').Session} Session */
import { button, byId, el } from './dom.js'

/** @type {Readonly<Record<Session['state'], string>>} */
const WORDS = {
  setup: 'Not set up yet',
  saved: 'All changes saved',
  unsaved: 'Unsaved changes',
  saving: 'Saving …',
  conflict: 'Choose what shall stand',
}

/** What has become of the changes, and what can be done about them. Stays in sight. */
export class SaveBar {
  #state = el('p', { class: 'state', role: 'status' })
  #discard
  #save

  /** @param {{ save: () => void, discard: () => void }} acts */
  constructor({ save, discard }) {
    this.#discard = button('Discard', discard, { class: 'quiet' })
    this.#save = button('Save changes', save, { class: 'primary' })
    this.actions = el('div', { class: 'actions' }, this.#discard, this.#save)
  }

  /**
   * @param {Session} session
   * @param {{ actions: HTMLElement, place: string }} [led] what stands there instead while the wizard leads
   */
  draw({ state, changes, hasConfig, isDirty }, led) {
    const actions = led?.actions ?? this.actions
    const bar = byId('bar')
    bar.hidden = false
    bar.dataset.state = state
    const count = state === 'unsaved' ? ` (${changes.length})` : ''
    // Told again only where it differs: a live region speaks of every change.
    const words = state === 'saved' && led !== undefined ? led.place : WORDS[state] + count
    if (this.#state.textContent !== words) this.#state.textContent = words
    this.#discard.hidden = !isDirty || state === 'saving'
    this.#save.textContent = hasConfig ? 'Save changes' : 'Create settings'
    // Not disabled: who has the focus on it would lose it.
    this.#save.setAttribute('aria-disabled', String(state === 'saved' || state === 'saving'))
    if (bar.firstElementChild?.children[1] !== actions)
      bar.replaceChildren(el('div', { class: 'inner' }, this.#state, actions))
  }
}
