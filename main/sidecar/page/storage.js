/** @returns {Storage | undefined} */
function find() {
  try {
    return window.sessionStorage
  } catch {
    // A browser may forbid it to pages within others. Then nothing outlives a reload, and all else works.
    return undefined
  }
}

const storage = find()

/**
 * What this tab keeps until it is closed.
 *
 * @param {string} name
 */
export const recall = (name) => storage?.getItem(name) ?? undefined

/**
 * Keeps a text, or forgets it where there is none. Gives whether it is kept.
 *
 * @param {string} name
 * @param {string | undefined} text
 */
export function keep(name, text) {
  try {
    if (text === undefined) storage?.removeItem(name)
    else storage?.setItem(name, text)
    return storage !== undefined
  } catch {
    // It is full.
    return false
  }
}

/**
 * Forgets everything whose name begins so, but for one.
 *
 * @param {string} start
 * @param {string} except
 */
export function forgetOthers(start, except) {
  for (const name of Object.keys(storage ?? {})) {
    if (name.startsWith(start) && name !== except) keep(name, undefined)
  }
}
