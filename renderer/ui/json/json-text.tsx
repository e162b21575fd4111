import type { JsonLine } from './json-lines.ts'

/** Letters of a value that a line shows; a line is as wide as its longest text. */
const SHOWN = 1_000

/** One line of a JSON document, in colours. */
export function JsonText({ line: { level, key, text, kind, comma } }: { readonly line: JsonLine }) {
  // A line that is wrapped goes on under its beginning. The blanks stay text, for whoever copies it.
  const indent = 2 * level + 2
  const cut = text.length > SHOWN
  return (
    <code className="json-line" style={{ paddingLeft: `${indent}ch`, textIndent: `-${indent}ch` }}>
      {'  '.repeat(level)}
      {key !== undefined && (
        <>
          <span className="json-key">{key}</span>
          {': '}
        </>
      )}
      <span className={`json-${kind}`}>{cut ? text.slice(0, SHOWN) : text}</span>
      {cut && <span className="json-note">… {(text.length - SHOWN).toLocaleString('en')} more letters</span>}
      {comma && ','}
    </code>
  )
}
