/** Just what the pages of findings are written in. */
export type Block =
  | { readonly kind: 'heading' | 'quote' | 'paragraph'; readonly spans: readonly Span[] }
  | { readonly kind: 'code'; readonly text: string }

export type Span = { readonly kind: 'text' | 'code' | 'strong'; readonly text: string }

/** Reads a page of `docs/checks`: headings, quotes, paragraphs, fenced code. Comments are left out, links lose where they lead. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = []
  const parts = markdown.split(/^(```[a-z]*\n[\s\S]*?\n```)$/m)
  for (const part of parts) {
    const code = /^```[a-z]*\n([\s\S]*?)\n```$/.exec(part)
    if (code) {
      blocks.push({ kind: 'code', text: code[1] ?? '' })
      continue
    }
    for (const paragraph of part.replaceAll(/<!--[\s\S]*?-->/g, '').split(/\n{2,}/)) {
      const text = paragraph.trim()
      if (text === '') continue
      const [, mark = '', rest = text] = /^(#+|>)\s+([\s\S]*)$/.exec(text) ?? []
      const kind = mark.startsWith('#') ? 'heading' : mark === '>' ? 'quote' : 'paragraph'
      blocks.push({ kind, spans: spansOf(rest) })
    }
  }
  return blocks
}

function spansOf(text: string): readonly Span[] {
  const plain = text.replaceAll(/\s+/g, ' ').replaceAll(/\s*\[All findings\]\([^)]*\)/g, '')
  return plain.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]*\))/).flatMap((part): Span[] => {
    if (part === '') return []
    if (part.startsWith('`')) return [{ kind: 'code', text: part.slice(1, -1) }]
    if (part.startsWith('**')) return [{ kind: 'strong', text: part.slice(2, -2) }]
    return [{ kind: 'text', text: /^\[([^\]]+)\]\([^)]*\)$/.exec(part)?.[1] ?? part }]
  })
}
