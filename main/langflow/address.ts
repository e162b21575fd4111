import { fail } from '../../shared/errors/index.ts'

/** Where a Langflow is, and the key to it. */
export type LangflowAddress = {
  readonly environment: string
  /** The address itself, and the environment variable that it came from. */
  readonly url: string
  readonly variable: string
  readonly apiKey: string
}

/** Checks an address. Raises `langflow/bad-url`. */
export function readAddress({ environment, url, variable }: LangflowAddress): {
  base: string
  place: string
} {
  const refuse = (problem: string) => fail('langflow/bad-url', { environment, variable, problem })
  if (!URL.canParse(url)) return refuse('it is no URL')
  const parsed = new URL(url)
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    return refuse('it is neither http nor https')
  if (parsed.username !== '' || parsed.password !== '') return refuse('it holds a user or a password')
  if (parsed.search !== '' || parsed.hash !== '') return refuse('it holds a query or a fragment')
  const port = parsed.port || (parsed.protocol === 'https:' ? '443' : '80')
  return {
    base: `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`,
    place: `${parsed.hostname}:${port}`,
  }
}
