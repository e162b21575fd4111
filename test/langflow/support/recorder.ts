import { bodyOf, type Closing, serve } from './http.ts'

/** One request to Langflow and its answer, as the files of `main/langflow/recorded/exchanges.json` hold them. */
export type Exchange = {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly type: string | null
  readonly body: string
}

/**
 * A server that hands every request on to a Langflow and keeps what it answered under the name that `next` has
 * given: what is recorded is what our own client asks for.
 */
export async function recorder(
  test: Closing,
  langflow: string,
): Promise<{ readonly url: string; readonly exchanges: Exchange[]; next(name: string): void }> {
  const exchanges: Exchange[] = []
  let name = ''
  const url = await serve(test, async (request, response) => {
    const { method = 'GET', url: path = '/' } = request
    const body = await bodyOf(request)
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
    const answer = await fetch(`${langflow}${path}`, {
      method,
      headers: Object.entries(headers).map(([key, value]) => [key, String(value)] as [string, string]),
      ...(body === '' ? {} : { body }),
    })
    const text = await answer.text()
    const type = answer.headers.get('content-type')
    if (name !== '') exchanges.push({ name, method, path, status: answer.status, type, body: text })
    name = ''
    response.writeHead(answer.status, type === null ? {} : { 'content-type': type }).end(text)
  })
  return {
    url,
    exchanges,
    next: (given) => {
      name = given
    },
  }
}
