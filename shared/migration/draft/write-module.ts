import { byText } from '../../json/order.ts'
import type { Step } from '../../lens/step.ts'
import type { Drafted } from './drafted.ts'
import { layOut, type Piece, quoted, text } from './source-text.ts'
import { stepPiece, stepText } from './step-text.ts'

export type ModuleText = {
  readonly agent: string
  readonly from: string
  readonly to: string
  readonly summary: string
  readonly steps: readonly Drafted[]
  /** What stands at the head as a comment, a paragraph each. */
  readonly head: readonly string[]
}

// Comments are for people, who read shorter lines more easily than formatters allow.
const COMMENT_WIDTH = 100

/**
 * The TypeScript module of a drafted migration, laid out as the formatter of the starter workspace would. Above a
 * step that is a guess stand its confidence, what speaks for it, and what else it may be.
 */
export function writeModule({ agent, from, to, summary, steps, head }: ModuleText): string {
  const names = ['defineMigration', ...new Set(steps.flatMap(opsOf))].sort(byText)
  const list: Piece = { kind: 'list', items: steps.map(drafted) }
  const definition: Piece = {
    kind: 'object',
    members: [
      ['agent', text(quoted(agent))],
      ['from', text(quoted(from))],
      ['to', text(quoted(to))],
      ['summary', text(quoted(summary))],
      ['steps', list],
    ],
  }
  const imports = `import { ${names.join(', ')} } from 'crosswalk'`
  const comment = head.flatMap((paragraph) =>
    wrapped(paragraph, COMMENT_WIDTH - 3).map((line) => `// ${line}`.trimEnd()),
  )
  return [
    ...comment,
    ...(comment.length > 0 ? [''] : []),
    imports.length <= 110
      ? imports
      : `import {\n${names.map((name) => `  ${name},\n`).join('')}} from 'crosswalk'`,
    '',
    `export default defineMigration(${layOut(definition, 0, 200)})`,
    '',
  ].join('\n')
}

const opsOf = (one: Drafted): readonly Step['op'][] => [one.step.op, ...(one.inside ?? []).flatMap(opsOf)]

function drafted(one: Drafted): Piece {
  const piece = stepPiece(one.step, one.inside?.map(drafted))
  const lines = commentOf(one).flatMap((line) => wrapped(line, COMMENT_WIDTH - 10))
  return lines.length === 0 ? piece : { kind: 'commented', lines, piece }
}

/** What a person has to know of a step, a line each; nothing of one that is certain. */
function commentOf({ confidence, because, alternatives, note }: Drafted): readonly string[] {
  const isGuess = confidence < 1 || alternatives.length > 0
  return [
    ...(isGuess
      ? [`${percent(confidence)}${because.length === 0 ? '' : `: ${because.slice(0, 4).join(', ')}`}.`]
      : []),
    ...alternatives.map(
      (other) => `Or, ${percent(other.confidence)}: ${other.steps.map(stepText).join(', ')}`,
    ),
    ...(note === undefined ? [] : [note]),
  ]
}

/** As in `86 %`; a guess is never quite certain. */
const percent = (confidence: number): string =>
  `${Math.min(confidence < 1 ? 99 : 100, Math.round(confidence * 100))} %`

/** The words of a text in lines; a word that is longer than a line has its own. Line ends of the text are none. */
function wrapped(paragraph: string, width: number): readonly string[] {
  // Whatever would end a comment, or turn the reading direction, becomes a blank.
  const words = paragraph.replaceAll(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, ' ').split(/ +/)
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
