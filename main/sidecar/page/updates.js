/**
 * @typedef {import('./status.js').Update} Update
 * @typedef {import('./status.js').Warning} Warning
 */
import { el } from './dom.js'

/**
 * What updates have changed, in the words of their steps.
 *
 * @param {readonly Update[]} updates
 */
export const updateList = (updates) =>
  el(
    'div',
    { class: 'updates' },
    ...updates.map(({ to, summary, steps }) =>
      el(
        'div',
        { class: 'update' },
        el('p', { class: 'summary' }, el('span', { class: 'tag' }, to), ` ${summary}`),
        el(
          'details',
          {},
          el('summary', {}, `${steps.length} ${steps.length === 1 ? 'step' : 'steps'} in detail`),
          el('ul', {}, ...steps.map((step) => el('li', {}, ...withPlaces(step)))),
        ),
      ),
    ),
  )

/** @param {string} step */
const withPlaces = (step) =>
  step.split(/(\/[\w-]+(?:\/[\w-]+)+)/).map((part, at) => (at % 2 === 1 ? el('code', {}, part) : part))

/** @param {readonly Warning[]} warnings */
export const warningList = (warnings) =>
  el(
    'ul',
    { class: 'warnings' },
    ...warnings.map(({ feature, message, needsAction, documentation }) =>
      el(
        'li',
        { class: needsAction ? 'warning needed' : 'warning' },
        el(
          'p',
          { class: 'feature' },
          feature || 'To know',
          needsAction && el('span', { class: 'tag' }, 'Needs you'),
        ),
        el('p', {}, message),
        documentation !== undefined &&
          el(
            'p',
            {},
            el(
              'a',
              { href: documentation, target: '_blank', rel: 'noopener noreferrer' },
              'Read more (opens in a new tab)',
            ),
          ),
      ),
    ),
  )
