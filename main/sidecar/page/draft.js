/**
 * @typedef {import('./json.js').Json} Json
 * @typedef {import('./json.js').JsonObject} JsonObject
 * @typedef {{ version: string, base: Json | undefined, mine: Json | undefined, left: Left[], hadSecret: boolean }} Draft
 * @typedef {{ name: string, value: string }} Left A change that had no place any more, in words.
 */
import { readJson, writeJson } from './json.js'
import { withoutSecrets } from './schema.js'
import { forgetOthers, keep, recall } from './storage.js'
import { changes, equal, getAt } from './values.js'

const START = 'crosswalk draft '

/** What a user has changed and not saved, kept in this tab through a reload. Secrets are not. */
export class DraftBox {
  /**
   * Forgets what other users have left in this tab.
   *
   * @param {{ agent: string, tenant: string, user: string }} of
   */
  constructor({ agent, tenant, user }) {
    this.name = `${START}${tenant} ${user} ${agent}`
    forgetOthers(START, this.name)
  }

  /** @returns {Draft | undefined} */
  open() {
    const text = recall(this.name)
    if (text === undefined) return undefined
    const draft = readJson(text)
    const left = getAt(draft, ['left'])
    return {
      version: String(getAt(draft, ['version'])),
      base: getAt(draft, ['base']),
      mine: getAt(draft, ['mine']),
      left: (Array.isArray(left) ? left : []).map((one) => ({
        name: String(getAt(one, ['name'])),
        value: String(getAt(one, ['value'])),
      })),
      hadSecret: getAt(draft, ['had_secret']) === true,
    }
  }

  /**
   * @param {{ version: string, base: JsonObject, mine: JsonObject, left: readonly Left[], schema: JsonObject }} of
   */
  put({ version, base, mine, left, schema }) {
    if (equal(base, mine) && left.length === 0) return keep(this.name, undefined)
    const [openBase, openMine] = [base, mine].map((one) => withoutSecrets(schema, schema, one) ?? null)
    const hadSecret = changes(base, mine).length > changes(openBase, openMine).length
    /** @type {[string, Json][]} */
    const members = [
      ['version', version],
      ['base', openBase ?? null],
      ['mine', openMine ?? null],
      [
        'left',
        left.map(
          ({ name, value }) =>
            new Map([
              ['name', name],
              ['value', value],
            ]),
        ),
      ],
      ['had_secret', hadSecret],
    ]
    return keep(this.name, writeJson(new Map(members)))
  }
}
