/** @typedef {import('./session.js').Session} Session */
import { button, el, say } from './dom.js'
import { nameOf, shownAt } from './places.js'
import { readStatus } from './status.js'
import { updateList, warningList } from './updates.js'

const STEPS = /** @type {const} */ (['What changed', 'What needs you', 'Set again', 'Confirm'])

/** Leads through what an update asks of its user, step by step. */
export class Wizard {
  #step = 0

  /**
   * @param {Session} session
   * @param {{ form: import('./form.js').Form, confirm: () => void, later: () => void, drawn: () => void }} parts
   */
  constructor(session, parts) {
    this.session = session
    this.parts = parts
    this.element = el('div', { class: 'wizard' })
    this.actions = el('div', { class: 'actions' })
    this.draw()
  }

  get place() {
    return `Step ${this.#step + 1} of ${STEPS.length}`
  }

  draw() {
    const title = STEPS[this.#step] ?? ''
    const heading = el('h2', { tabindex: -1 }, title)
    const steps = STEPS.map((name, at) =>
      el(
        'li',
        { 'aria-current': at === this.#step && 'step', class: at < this.#step ? 'done' : 'open' },
        el('span', {}, name),
      ),
    )
    this.element.replaceChildren(
      el('ol', { class: 'stepper', 'aria-label': 'Steps' }, ...steps),
      heading,
      ...this.#body(),
    )
    const isLast = this.#step === STEPS.length - 1
    this.actions.replaceChildren(
      this.#step === 0
        ? button('Later', this.parts.later, { class: 'quiet' })
        : button('Back', () => this.#go(-1)),
      isLast
        ? button('Confirm', this.parts.confirm, { class: 'primary' })
        : button('Next', () => this.#go(1), { class: 'primary' }),
    )
    return heading
  }

  /** To where the settings are, as when one of them is wrong. */
  showForm() {
    this.#step = STEPS.indexOf('Set again')
    this.draw()
  }

  /** @param {-1 | 1} by */
  #go(by) {
    this.#step += by
    const heading = this.draw()
    this.parts.drawn()
    heading.focus()
    scrollTo({ top: 0 })
    say(this.place)
  }

  #body() {
    const { session, parts } = this
    const { changes, warnings, version, previous } = readStatus(session.status)
    switch (STEPS[this.#step]) {
      case 'What changed':
        return [
          el(
            'p',
            { class: 'about' },
            previous === undefined
              ? `Your settings are at version ${version} now.`
              : `Your settings went from version ${previous} to ${version}. What you had set was taken along, except for what is named in the next step.`,
          ),
          changes.length > 0 ? updateList(changes) : el('p', {}, 'The next step says what to look at.'),
        ]
      case 'What needs you':
        return [
          el(
            'p',
            { class: 'about' },
            'This no longer works as it did. Set it again in the next step, or leave it.',
          ),
          warningList(warnings),
        ]
      case 'Set again':
        return [
          el(
            'p',
            { class: 'about' },
            'Your settings as they are now. Where they differ from what is recommended for this version, it says so.',
          ),
          parts.form.element,
        ]
      default:
        return this.#summary()
    }
  }

  #summary() {
    const { changes, schema, base } = this.session
    if (changes.length === 0)
      return [
        el('p', {}, 'You keep all settings as they are. Confirming tells that you have seen what changed.'),
      ]
    const rows = changes.map(({ path, before, after }) =>
      el(
        'div',
        { class: 'change' },
        el('dt', {}, nameOf(schema, base, path)),
        el(
          'dd',
          {},
          el('del', {}, shownAt(schema, base, path, before)),
          ' → ',
          el('ins', {}, shownAt(schema, base, path, after)),
        ),
      ),
    )
    return [
      el('p', { class: 'about' }, 'This is what will be saved.'),
      el('dl', { class: 'changes' }, ...rows),
    ]
  }
}
