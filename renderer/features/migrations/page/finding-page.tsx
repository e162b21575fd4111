import './finding-page.css'
import { Fragment } from 'react'
import { checkPages } from '../../../../shared/checks/pages.ts'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { type Block, blocksOf, type Span } from './markdown.ts'

/** What a finding means and what to do about it: the page of its code, as in `docs/checks`. */
export function FindingPage({ input: { code } }: { readonly input: { readonly code: string } }) {
  const page = checkPages().get(`${code}.md`)
  if (page === undefined) {
    return (
      <EmptyState icon="book" title={`There is no page for ${code}`}>
        The finding says itself what to do.
      </EmptyState>
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls it only where it can have the focus
    <article className="migrations-page" tabIndex={0} aria-label={`${code}: what it means`}>
      {blocksOf(page).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the page does not change
        <Fragment key={index}>{shown(block)}</Fragment>
      ))}
    </article>
  )
}

function shown(block: Block) {
  switch (block.kind) {
    case 'heading':
      return <h1>{spans(block.spans)}</h1>
    case 'quote':
      return <blockquote>{spans(block.spans)}</blockquote>
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      )
    case 'paragraph':
      return <p>{spans(block.spans)}</p>
  }
}

const spans = (all: readonly Span[]) =>
  all.map(({ kind, text }, index) => {
    const key = `${index}`
    if (kind === 'code') return <code key={key}>{text}</code>
    if (kind === 'strong') return <strong key={key}>{text}</strong>
    return <Fragment key={key}>{text}</Fragment>
  })
