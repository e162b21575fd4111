import { Api } from './api.js'
import { button, byId, el, say } from './dom.js'
import { Form } from './form.js'
import { notice, notices, wordsOf } from './notices.js'
import { SaveBar } from './save-bar.js'
import { inWords, textOf } from './schema.js'
import { Session } from './session.js'
import { readStatus } from './status.js'
import { Tokens } from './tokens.js'
import { getAt } from './values.js'
import { Wizard } from './wizard.js'

const agent = location.pathname.split('/').at(-1) ?? ''
const origins = (document.querySelector('meta[name=origins]')?.getAttribute('content') ?? '')
  .split(' ')
  .filter(Boolean)
const tokens = new Tokens({ origins })
const api = new Api({ agent, tokens })
const session = new Session(api, drawBar)
const bar = new SaveBar({ save: () => void save(), discard })
/** @type {Form | undefined} */
let form
/** @type {Wizard | undefined} */
let wizard

tokens.listen(() => void load())
addEventListener('beforeunload', (event) => {
  if (session.isDirty) event.preventDefault()
})
document.title = `${inWords(agent)} settings`
byId('title').textContent = document.title
if (tokens.current === undefined) askForToken()
else void load()

function askForToken() {
  tokens.ask()
  show(
    notice(
      'info',
      'Please sign in',
      el('p', {}, 'Open this page from the application that it belongs to, which signs you in.'),
    ),
  )
}

/** @param {Node[]} message in the place of everything that is shown around the settings */
function show(...message) {
  byId('notices').replaceChildren(...message)
}

async function load() {
  byId('main').setAttribute('aria-busy', 'true')
  try {
    await session.load()
    draw()
  } catch (error) {
    fail(error, load)
  } finally {
    byId('main').removeAttribute('aria-busy')
  }
}

/** Shows all anew, as after reading it. */
function draw() {
  const { schema } = session
  const title = textOf(schema, 'title')?.replace(/\s+v?\d+\.\d+\.\d+$/, '') ?? inWords(agent)
  byId('title').textContent = session.hasConfig ? title : `Set up your ${title}`
  document.title = title
  byId('about').textContent = session.hasConfig
    ? `Version ${session.version}`
    : 'These are the usual settings. Change what you like now, or later.'
  const needsAction = readStatus(session.status).needsAction
  form = new Form({
    root: schema,
    get: (path) => getAt(session.mine, path),
    set: (path, value) => session.set(path, value),
    stored: (path) => getAt(session.base, path),
    usual: (path) => getAt(session.usual, path),
    recommends: needsAction,
  })
  if (!needsAction) wizard = undefined
  else if (wizard === undefined) return startWizard()
  drawView()
}

function startWizard() {
  if (form === undefined) return
  wizard = new Wizard(session, {
    form,
    confirm: () => void confirmUpdate(),
    later: leaveWizard,
    drawn: drawBar,
  })
  drawView()
}

function leaveWizard() {
  wizard = undefined
  drawView()
}

function drawView() {
  if (form === undefined) return
  byId('main').replaceChildren(wizard?.element ?? form.element)
  byId('contents').hidden = wizard !== undefined
  const links = form.sections.map(({ id, title }) => el('li', {}, el('a', { href: `#${id}` }, title)))
  byId('contents').replaceChildren(el('ul', {}, ...links))
  drawNotices()
  drawBar()
}

function drawNotices() {
  const all = notices(session, { redraw, retry: () => void migrate(), wizard: startWizard })
  const isLed = wizard !== undefined && session.decisions.length === 0 && session.left.length === 0
  show(...(isLed ? [] : all.filter((one) => one !== false)))
}

function redraw() {
  form?.draw()
  drawNotices()
  drawBar()
}

function drawBar() {
  if (form !== undefined) bar.draw(session, wizard)
}

function discard() {
  session.discard()
  redraw()
  say('Your changes are discarded.')
}

async function save() {
  if (['saved', 'saving'].includes(session.state)) return
  await send({ reason: 'changed on the settings page' })
}

async function confirmUpdate() {
  const saved = await send({
    reason: `update to ${session.version} confirmed on the settings page`,
    settled: true,
  })
  if (!saved) return wizard?.showForm()
  wizard = undefined
  draw()
  show(notice('good', 'All done', el('p', {}, `Your settings are ready for version ${session.version}.`)))
  focusNotice()
}

/**
 * Saves, and says how it went. Gives whether it is done.
 *
 * @param {{ reason: string, settled?: boolean }} how
 */
async function send(how) {
  if (session.state === 'conflict') {
    focusNotice()
    return false
  }
  const isFirst = !session.hasConfig
  try {
    const outcome = await session.save(how)
    if (outcome === 'saved') {
      session.restored = 'none'
      if (isFirst) draw()
      form?.tellAll([])
      drawNotices()
      say('Your changes are saved.')
      return true
    }
    draw()
    if (session.decisions.length > 0) focusNotice()
    else say('Somebody else has saved meanwhile. Your changes were taken along; save once more.')
  } catch (error) {
    fail(error, () => send(how))
  }
  return false
}

/**
 * @param {unknown} error
 * @param {() => Promise<unknown>} again
 */
function fail(error, again) {
  const words = wordsOf(error)
  const { status, problems } = /** @type {import('./api.js').Refusal} */ (error)
  if (status === 401) {
    const kept = session.isDirty ? ' Your changes are kept here.' : ''
    show(
      notice(
        'warn',
        form === undefined ? 'You are not signed in' : 'Your session has ended',
        el('p', {}, `Go back to the application and open this page again.${kept}`),
        el('p', { class: 'quote' }, words),
      ),
    )
  } else if (problems.length > 0 && form !== undefined) {
    wizard?.showForm()
    const told = form.tellAll(problems)
    const items = told.map(({ label, message, focus }) =>
      el(
        'li',
        {},
        button(label, () => focus?.focus(), { class: 'link' }),
        ` ${message}`,
      ),
    )
    show(
      notice(
        'bad',
        told.length === 1 ? 'One setting is not right yet' : `${told.length} settings are not right yet`,
        el('p', {}, 'Nothing was saved. Correct this and save again:'),
        el('ul', {}, ...items),
      ),
    )
  } else if (status === 404 && form === undefined) {
    show(notice('info', 'There is nothing here yet', el('p', {}, words)))
    return
  } else {
    const retry = button('Try again', () => void again(), { class: 'primary' })
    show(notice('bad', 'That did not work', el('p', {}, words), retry))
  }
  focusNotice()
}

async function migrate() {
  try {
    await api.migrate(readStatus(session.status).target)
    await load()
  } catch (error) {
    fail(error, migrate)
  }
}

function focusNotice() {
  const first = byId('notices').firstElementChild
  if (first instanceof HTMLElement) first.focus()
}
