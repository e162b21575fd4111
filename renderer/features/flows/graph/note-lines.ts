/** A line of a note, without Markdown's signs. */
export type NoteLine = { readonly kind: 'heading' | 'item' | 'text'; readonly text: string }

/** What a note says, line by line: of Markdown only what notes are written in. */
export const noteLines = (text: string): NoteLine[] =>
  text.split(/\r?\n/).map((line): NoteLine => {
    const [, heading] = /^\s*#{1,6}\s+(.*)$/.exec(line) ?? []
    if (heading !== undefined) return { kind: 'heading', text: plain(heading) }
    const [, item] = /^\s*(?:[-*]|\d+\.)\s+(.*)$/.exec(line) ?? []
    return item === undefined ? { kind: 'text', text: plain(line) } : { kind: 'item', text: plain(item) }
  })

const plain = (text: string): string =>
  text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/`([^`]*)`/g, '$1')
