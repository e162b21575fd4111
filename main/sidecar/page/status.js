/** @typedef {import('./json.js').Json} Json */
import { getAt } from './values.js'

/**
 * @typedef {{ from: string, to: string, summary: string, steps: string[] }} Update
 * @typedef {{ feature: string, message: string, needsAction: boolean, documentation: string | undefined }} Warning
 * @typedef {{
 *   state: 'current' | 'migrated' | 'waiting' | 'failed', version: string, target: string, previous: string | undefined,
 *   reason: string | undefined, needsAction: boolean, changes: Update[], upcoming: Update[], warnings: Warning[],
 * }} Status How the config stands to the versions of its agent.
 */

/** @param {Json | undefined} value */
const list = (value) => (Array.isArray(value) ? value : [])

/**
 * @param {Json | undefined} value
 * @param {string} key
 */
const text = (value, key) => {
  const found = getAt(value, [key])
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** @param {Json} answer of `migration-status`; null where there is no config yet */
export function readStatus(answer) {
  /** @type {Status} */
  const status = {
    state: /** @type {Status['state']} */ (text(answer, 'status') ?? 'current'),
    version: text(answer, 'version') ?? '',
    target: text(answer, 'target_version') ?? '',
    previous: text(answer, 'previous_version'),
    reason: text(answer, 'reason'),
    needsAction: getAt(answer, ['requires_user_action']) === true,
    changes: list(getAt(answer, ['changes'])).map(toUpdate),
    upcoming: list(getAt(answer, ['upcoming'])).map(toUpdate),
    warnings: list(getAt(answer, ['warnings'])).map((one) => {
      const documentation = text(one, 'documentation')
      return {
        feature: text(one, 'feature') ?? '',
        message: text(one, 'message') ?? '',
        needsAction: getAt(one, ['action_required']) === true,
        // Written by whoever wrote the migration: a link to a page, and to nothing else.
        documentation:
          documentation !== undefined && /^https?:\/\//i.test(documentation) ? documentation : undefined,
      }
    }),
  }
  return status
}

/**
 * @param {Json} one
 * @returns {Update}
 */
const toUpdate = (one) => ({
  from: text(one, 'from') ?? '',
  to: text(one, 'to') ?? '',
  summary: text(one, 'summary') ?? '',
  steps: list(getAt(one, ['steps'])).map(String),
})
