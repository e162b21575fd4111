/** @typedef {import('./session.js').Session} Session */
import { Refusal } from './api.js'
import { button, el, newId } from './dom.js'
import { nameOf, shownAt } from './places.js'
import { readStatus } from './status.js'
import { updateList, warningList } from './updates.js'

/**
 * @param {'info' | 'good' | 'warn' | 'bad'} tone
 * @param {string} title
 * @param {(Node | string | undefined | false)[]} body
 */
export const notice = (tone, title, ...body) =>
  el('section', { class: `notice ${tone}`, tabindex: -1 }, el('h2', {}, title), ...body)

/**
 * What has to be known before the settings are read.
 *
 * @param {Session} session
 * @param {{ redraw: () => void, retry: () => void, wizard: () => void }} acts
 */
export function notices(session, acts) {
  const status = readStatus(session.status)
  const { state, target, reason, changes, upcoming, warnings, needsAction } = status
  const { restored, left } = session
  return [
    left.length > 0 && leftNotice(session, acts),
    session.decisions.length > 0 && conflict(session, acts),
    restored !== 'none' &&
      notice(
        'info',
        'Your unsaved changes are back',
        el(
          'p',
          {},
          restored === 'without-secret'
            ? 'They are as you left them, but for secrets, which are not kept: type these again.'
            : 'They are as you left them, and not saved yet.',
        ),
      ),
    needsAction &&
      notice(
        'warn',
        'This update needs you',
        el('p', {}, 'Some settings have to be looked at before everything works as you want it.'),
        button('Go through it', acts.wizard, { class: 'primary' }),
      ),
    state === 'failed' &&
      notice(
        'bad',
        `The update to ${target} could not be made`,
        el('p', {}, 'Your settings are as they were, and go on working as before. This is in the way:'),
        el('p', { class: 'quote' }, reason ?? ''),
        button('Try again', acts.retry),
      ),
    state === 'waiting' &&
      notice(
        'info',
        `Version ${target} is on its way`,
        el('p', {}, 'There is nothing to do. Your settings will be taken along.'),
        updateList(upcoming),
      ),
    !needsAction &&
      changes.length > 0 &&
      el(
        'details',
        { class: 'news' },
        el('summary', {}, `What changed with version ${status.version}`),
        updateList(changes),
        warnings.length > 0 && warningList(warnings),
      ),
  ]
}

/**
 * @param {Session} session
 * @param {{ redraw: () => void }} acts
 */
const leftNotice = (session, acts) =>
  notice(
    'warn',
    'Some of your changes need another place',
    el(
      'p',
      {},
      'The settings were updated to another version while you changed them. These changes of yours are not in the form below; enter them where they belong now.',
    ),
    el(
      'dl',
      { class: 'left' },
      ...session.left.flatMap(({ name, value }) => [el('dt', {}, name), el('dd', {}, value)]),
    ),
    button('Done', () => {
      session.forgetLeft()
      acts.redraw()
    }),
  )

/**
 * Both sides of what was changed here and elsewhere, to choose from.
 *
 * @param {Session} session
 * @param {{ redraw: () => void }} acts
 */
function conflict(session, { redraw }) {
  const { decisions, schema, base } = session
  return notice(
    'warn',
    'Changed here and elsewhere',
    el(
      'p',
      {},
      'Somebody saved other settings while you changed these. Nothing of yours is lost: choose what shall stand, then save.',
    ),
    ...decisions.map((decision) => {
      const { path, mine, theirs } = decision
      const name = newId()
      /**
       * @param {'mine' | 'theirs'} side
       * @param {string} who
       * @param {import('./json.js').Json | undefined} value
       */
      const option = (side, who, value) => {
        const input = el('input', { type: 'radio', name, value: side })
        input.checked = decision.choice === side
        input.addEventListener('change', () => {
          session.decide(decision, side)
          redraw()
        })
        return el(
          'label',
          { class: 'option' },
          input,
          el('span', {}, el('strong', {}, who), ' ', shownAt(schema, base, path, value)),
        )
      }
      return el(
        'fieldset',
        { class: 'clash' },
        el('legend', {}, nameOf(schema, base, path)),
        option('mine', 'Yours:', mine),
        option('theirs', 'Saved meanwhile:', theirs),
      )
    }),
  )
}

/**
 * What is to be told of a failure.
 *
 * @param {unknown} error
 */
export function wordsOf(error) {
  if (!(error instanceof Refusal)) throw error
  return error.message
}
