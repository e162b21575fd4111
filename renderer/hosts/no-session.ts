import './no-session.css'

/** Says in place of the workbench that this browser was not let in, and takes a link that lets it in. */
export function showNoSession(
  why = 'This browser was not let in. Run `crosswalk web` in the workspace: it prints a link.',
): void {
  const form = document.createElement('form')
  form.className = 'no-session'
  const heading = document.createElement('h1')
  heading.textContent = 'Crosswalk is not open here'
  const reason = document.createElement('p')
  reason.textContent = why
  const label = document.createElement('label')
  label.textContent = 'A new link'
  const link = document.createElement('input')
  link.placeholder = `${location.origin}/#token=…`
  link.autocomplete = 'off'
  link.spellcheck = false
  label.append(link)
  const open = document.createElement('button')
  open.textContent = 'Open'
  form.append(heading, reason, label, open)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const token = link.value.trim().split('#token=').pop() ?? ''
    if (token === '') return link.focus()
    history.replaceState(null, '', `#token=${encodeURIComponent(token)}`)
    location.reload()
  })
  const main = document.createElement('main')
  main.append(form)
  document.title = 'Crosswalk: not open here'
  document.body.replaceChildren(main)
  link.focus()
}
