import ts from 'typescript'
import type { AllowComment, SensitiveLiteral } from '../../../shared/checks/index.ts'
import { judgeProse, judgeText } from '../../../shared/checks/sensitive.ts'
import { type ModuleText, nameOf } from './inspect-module.ts'

const MOST_LITERALS = 200
const MOST_COMMENTS = 1_000
const LONGEST_REASON = 1_000

/** The texts of a module that hold what should not be written down. */
export function sensitiveLiterals(
  module: ModuleText,
  comments: readonly Comment[],
): readonly SensitiveLiteral[] {
  const found: SensitiveLiteral[] = []
  const visit = (node: ts.Node): void => {
    if (found.length >= MOST_LITERALS || ts.isImportDeclaration(node)) return
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const verdict = judgeText(node.text, givenTo(module, node))
      if (verdict) found.push({ ...module.at(node), ...verdict })
    }
    ts.forEachChild(node, visit)
  }
  visit(module.tree)
  for (const { text, line, column } of comments) {
    const verdict = found.length < MOST_LITERALS ? judgeProse(text) : undefined
    if (verdict) found.push({ line, column, ...verdict })
  }
  return found
}

/** The name of what a text is given to: a member, a variable, or the last part of the path of a step. */
function givenTo(module: ModuleText, node: ts.Node): string {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at
    if (ts.isPropertyAssignment(parent) && parent.initializer === at) return nameOf(parent.name) ?? ''
    if (ts.isVariableDeclaration(parent)) return nameOf(parent.name) ?? ''
    if (module.operationOf(parent) !== undefined && ts.isCallExpression(parent)) {
      const [path] = parent.arguments
      return path && path !== at && ts.isStringLiteralLike(path) ? (path.text.split('/').at(-1) ?? '') : ''
    }
    if (!ts.isArrayLiteralExpression(parent) && !ts.isAsExpression(parent)) return ''
  }
  return ''
}

export type Comment = {
  readonly text: string
  readonly line: number
  readonly column: number
  readonly alone: boolean
}

/** The comments of a module, found by the scanner, so that what stands in a text is none. */
export function commentsOf(module: ModuleText): readonly Comment[] {
  const { tree } = module
  const seen = new Set<number>()
  const comments: Comment[] = []
  const enter = ({ pos, end }: ts.CommentRange): void => {
    if (seen.has(pos) || comments.length >= MOST_COMMENTS) return
    seen.add(pos)
    const { line, character } = tree.getLineAndCharacterOfPosition(pos)
    const lineStart = tree.getPositionOfLineAndCharacter(line, 0)
    const alone = tree.text.slice(lineStart, pos).trim() === ''
    comments.push({ text: tree.text.slice(pos, end), line: line + 1, column: character + 1, alone })
  }
  const visit = (node: ts.Node): void => {
    if (node.getChildCount(tree) === 0) {
      ts.getLeadingCommentRanges(tree.text, node.getFullStart())?.forEach(enter)
      ts.getTrailingCommentRanges(tree.text, node.getEnd())?.forEach(enter)
    }
    node.getChildren(tree).forEach(visit)
  }
  visit(tree)
  return comments.toSorted((a, b) => a.line - b.line || a.column - b.column)
}

/** The comments that allow a finding, each with the line that it speaks of. */
export function allowComments(module: ModuleText, comments: readonly Comment[]): readonly AllowComment[] {
  const lines = module.tree.text.split(/\r\n|[\n\r\u2028\u2029]/)
  const commented = new Set(comments.filter(({ alone }) => alone).map(({ line }) => line))
  return comments.flatMap(({ text, line, column, alone }) => {
    const [, rest] = /^\/\/\s*crosswalk-allow\b([\s\S]*)$/.exec(text) ?? []
    if (rest === undefined) return []
    let target = alone ? line + 1 : line
    // Over other comments and empty lines, to what is meant.
    while (alone && target < lines.length && (commented.has(target) || lines[target - 1]?.trim() === ''))
      target++
    return [{ text: rest.slice(0, LONGEST_REASON), line, column, target }]
  })
}
