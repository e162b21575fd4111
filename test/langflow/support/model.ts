import { bodyOf, type Closing, serve } from './http.ts'

/**
 * A server with the form of OpenAI's chat completions that answers with the prompt it was sent: so a flow that
 * ends with a language model shows what its settings made of the prompt.
 */
export const echoModel = (test: Closing): Promise<string> =>
  serve(test, async (request, response) => {
    const { messages, stream, model } = JSON.parse(await bodyOf(request)) as Completion
    const text = messages
      .flatMap(({ content }) => (typeof content === 'string' ? [content] : content.map((part) => part.text)))
      .join('\n')
    const head = { id: 'chatcmpl-1', created: 0, model }
    if (stream !== true) {
      const message = { role: 'assistant', content: text }
      const choices = [{ index: 0, message, finish_reason: 'stop' }]
      const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ ...head, object: 'chat.completion', choices, usage }))
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const [delta, finish_reason] of [
      [{ role: 'assistant', content: text }, null],
      [{}, 'stop'],
    ] as const) {
      const choices = [{ index: 0, delta, finish_reason }]
      response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices })}\n\n`)
    }
    response.end('data: [DONE]\n\n')
  })

type Completion = {
  readonly model: string
  readonly stream?: boolean
  readonly messages: readonly { readonly content: string | readonly { readonly text: string }[] }[]
}
