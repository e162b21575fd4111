import { fail } from '../../shared/errors/index.ts'

/** Which database we talk of: the environment's name, and host, port and database. Nothing secret. */
export type Where = { readonly environment: string; readonly place: string }

/**
 * Reads a database URL. What it gives is safe to show; the URL itself never is, and neither is any
 * part of one that cannot be read: there is no telling where in it the password stands.
 */
export function readUrl(text: string, environment: string): { url: URL; where: Where } {
  const url = text.trim()
  const refuse = (problem: string): never => fail('production/bad-url', { environment, problem })
  if (url === '') refuse('it is empty')
  if (!/^postgres(ql)?:\/\//.test(url)) refuse('it does not begin with postgresql://')
  const parsed = parse(url)
  if (parsed === undefined) return refuse('its parts cannot be told apart')
  // An @ this far right means that a / ? or # before it was part of the password, and was taken for the
  // end of the host: half of the password would now pass for a port or a path.
  if (`${parsed.pathname}${parsed.search}${parsed.hash}`.includes('@')) refuse('it has an @ after the host')
  if (parsed.hash !== '') refuse('it has a # that is not written as %23')
  for (const part of [parsed.username, parsed.password, parsed.pathname, parsed.search]) {
    if (!isDecodable(part)) refuse('it has a % that is not written as %25')
  }
  const host = parsed.searchParams.get('host') ?? (decodeURIComponent(parsed.hostname) || 'localhost')
  const port = parsed.searchParams.get('port') ?? (parsed.port || '5432')
  const database = decodeURIComponent(parsed.pathname.slice(1)) || '(default)'
  return { url: parsed, where: { environment, place: `${host}:${port}/${database}` } }
}

function parse(url: string): URL | undefined {
  // libpq lets the host be absent: postgresql://user@/database?host=/run/postgresql
  for (const text of [url, url.replace('@/', '@localhost/')]) {
    if (URL.canParse(text)) return new URL(text)
  }
  return undefined
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
