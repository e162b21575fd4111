import { Checkmark } from './checkmark.tsx'
import { type Block, type Inline, readMarkdown } from './markdown.ts'

/** A page of Markdown as elements. No HTML of the page gets to be markup. */
export function MarkdownPage({ page }: { readonly page: string }) {
  return (
    <article className="releases-report">
      {readMarkdown(page).map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place
        <BlockView key={at} block={block} />
      ))}
    </article>
  )
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading': {
      const Heading = `h${block.level}` as const
      return (
        <Heading>
          <Line inline={block.inline} />
        </Heading>
      )
    }
    case 'paragraph':
      return (
        <p>
          <Line inline={block.inline} />
        </p>
      )
    case 'list':
      return (
        <ul>
          {block.items.map(({ box, inline }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
            <li key={at}>
              {box !== undefined && <Checkmark state={box} />}
              <Line inline={inline} />
            </li>
          ))}
        </ul>
      )
    case 'table':
      return (
        <table>
          <thead>
            <tr>
              {block.head.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                <th key={at} scope="col">
                  <Line inline={cell} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
              <tr key={at}>
                {row.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                  <td key={column}>
                    <Line inline={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )
  }
}

const Line = ({ inline }: { readonly inline: readonly Inline[] }) =>
  inline.map(({ kind, text }, at) => {
    const key = `${at}`
    if (kind === 'strong') return <strong key={key}>{text}</strong>
    return kind === 'code' ? <code key={key}>{text}</code> : <span key={key}>{text}</span>
  })
