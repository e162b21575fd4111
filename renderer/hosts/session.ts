import { showNoSession } from './no-session.ts'

/** Where the key is kept: with the pages of our own port, unlike the cookie, which goes to every port of this machine. */
const KEY = 'crosswalk.key'

/**
 * Lets this window in: by the token of the link that it was opened with, else by the session that its browser has
 * already. Gives the protocols to open the socket with. Where there is no session, the page says so, and this never ends.
 */
export async function enterSession(): Promise<readonly string[]> {
  const token = takeToken()
  const entered = token === undefined ? undefined : await ask({ token })
  if (entered?.ok) {
    const { key } = (await entered.json()) as { key: string }
    localStorage.setItem(KEY, key)
    return protocolsWith(key)
  }
  // A link that was used already may have been used by this browser.
  const key = localStorage.getItem(KEY)
  const back = key === null ? undefined : await ask({ key })
  if (key !== null && back?.ok) return protocolsWith(key)
  const refusal = back ?? entered
  showNoSession(refusal === undefined ? undefined : ((await refusal.json()) as { detail: string }).detail)
  return new Promise(() => {})
}

const protocolsWith = (key: string): readonly string[] => ['crosswalk', key]

const AGAIN_MS = 500

/** Asks until somebody answers: the services may be between their end and their next start. */
async function ask(body: { readonly token: string } | { readonly key: string }): Promise<Response> {
  for (;;) {
    try {
      return await fetch('/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
}

/** Takes the token out of the address, so that no bookmark and no history keeps it. */
function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  // The link of another session, pasted over the address of this one.
  addEventListener('hashchange', () => location.hash.startsWith('#token=') && location.reload(), {
    once: true,
  })
  if (token === null) return undefined
  history.replaceState(null, '', location.pathname + location.search)
  return token
}
