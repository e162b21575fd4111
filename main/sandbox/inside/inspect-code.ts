import ts from 'typescript'
import type { CodeFact } from '../../../shared/checks/index.ts'
import { isSlowPattern } from '../../../shared/checks/slow-pattern.ts'
import { isFunctionNode, type ModuleText } from './inspect-module.ts'

const MOST_FACTS = 200
const MOST_READS = 5_000
const LONGEST = 100

/** What authored code might reach for and does not find. */
const MISSING: ReadonlySet<string> = new Set([
  ...[
    'process',
    'fetch',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'console',
    'require',
  ],
  ...[
    'Promise',
    'Proxy',
    'Intl',
    'WeakRef',
    'FinalizationRegistry',
    'SharedArrayBuffer',
    'Atomics',
    'Function',
  ],
  ...[
    'ArrayBuffer',
    'Uint8Array',
    'Buffer',
    'structuredClone',
    'URL',
    'URLSearchParams',
    'TextEncoder',
    'TextDecoder',
  ],
  ...['window', 'document', 'localStorage', 'global', 'Deno', 'Bun', 'XMLHttpRequest', 'WebAssembly'],
])
const CLOCKS: ReadonlySet<string> = new Set(['performance', 'crypto'])

/** What lines of code do that fails, never ends, or does not last. */
export function codeFacts(module: ModuleText): readonly CodeFact[] {
  const facts: CodeFact[] = []
  const state = topLevelVariables(module.tree)
  const visit = (node: ts.Node, inFunction: boolean): void => {
    if (facts.length >= MOST_FACTS || ts.isTypeNode(node)) return
    const fact = factOf(module, node) ?? (inFunction ? stateFact(state, node) : undefined)
    if (fact) facts.push({ ...module.at(node), ...fact })
    ts.forEachChild(node, (child) => visit(child, inFunction || isFunctionNode(node)))
  }
  visit(module.tree, false)
  return facts
}

type Fact = CodeFact extends infer One ? (One extends CodeFact ? Omit<One, 'line' | 'column'> : never) : never

function factOf(module: ModuleText, node: ts.Node): Fact | undefined {
  const clock = clockOf(module, node)
  if (clock) return { kind: 'clock', name: clock }
  if (ts.isIdentifier(node) && isValue(node) && !module.names.has(node.text)) {
    if (MISSING.has(node.text)) return { kind: 'missing', name: node.text }
    if (CLOCKS.has(node.text)) return { kind: 'clock', name: node.text }
  }
  if (ts.isIterationStatement(node, false) && isEndless(node)) return { kind: 'endless' }
  if (ts.isCatchClause(node) && node.block.statements.length === 0) return { kind: 'silent-catch' }
  const pattern = patternOf(node)
  return pattern !== undefined && isSlowPattern(pattern)
    ? { kind: 'pattern', pattern: node.getText(module.tree).slice(0, LONGEST) }
    : undefined
}

function clockOf({ names }: ModuleText, node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const text = `${node.expression.text}.${node.name.text}`
    return (text === 'Date.now' || text === 'Math.random') && !names.has(node.expression.text)
      ? `${text}()`
      : undefined
  }
  const isCall = ts.isNewExpression(node) || ts.isCallExpression(node)
  if (!isCall || !ts.isIdentifier(node.expression) || node.expression.text !== 'Date' || names.has('Date'))
    return undefined
  if (ts.isCallExpression(node)) return 'Date()'
  return (node.arguments?.length ?? 0) === 0 ? 'new Date()' : undefined
}

/** Whether a name stands for a value here, and does not name a member, a parameter or a type. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isShorthandPropertyAssignment(parent)) return true
  if (ts.isPropertyAssignment(parent) || ts.isEnumMember(parent)) return parent.initializer === node
  if (ts.isBindingElement(parent)) return parent.initializer === node
  return !(
    ts.isTypeNode(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isQualifiedName(parent) ||
    ts.isTypeAliasDeclaration(parent) ||
    ts.isInterfaceDeclaration(parent) ||
    ts.isTypeParameterDeclaration(parent) ||
    ts.isTypeOfExpression(parent)
  )
}

/** A loop that goes on for ever by its own words, and that nothing in it leaves. */
function isEndless(loop: ts.IterationStatement): boolean {
  const condition = ts.isForStatement(loop)
    ? (loop.condition ?? 'none')
    : ts.isWhileStatement(loop) || ts.isDoStatement(loop)
      ? loop.expression
      : undefined
  if (condition === undefined) return false
  const goesOn =
    condition === 'none' ||
    condition.kind === ts.SyntaxKind.TrueKeyword ||
    (ts.isNumericLiteral(condition) && Number(condition.text) !== 0)
  return goesOn && !leaves(loop.statement, false)
}

function leaves(node: ts.Node, inner: boolean): boolean {
  if (isFunctionNode(node)) return false
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) return true
  // A call may throw on purpose, but nobody would write it so.
  if (ts.isBreakStatement(node)) return !inner || node.label !== undefined
  if (ts.isContinueStatement(node)) return node.label !== undefined
  const deeper = inner || ts.isIterationStatement(node, false) || ts.isSwitchStatement(node)
  return ts.forEachChild(node, (child) => leaves(child, deeper) || undefined) ?? false
}

function patternOf(node: ts.Node): string | undefined {
  if (ts.isRegularExpressionLiteral(node)) return node.text.slice(1, node.text.lastIndexOf('/'))
  const isMade =
    (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'RegExp'
  const first = isMade ? node.arguments?.[0] : undefined
  return first && ts.isStringLiteralLike(first) ? first.text : undefined
}

const topLevelVariables = (tree: ts.SourceFile): ReadonlySet<string> =>
  new Set(
    tree.statements.flatMap((statement) =>
      ts.isVariableStatement(statement) && !(statement.declarationList.flags & ts.NodeFlags.Const)
        ? statement.declarationList.declarations.flatMap(({ name }) =>
            ts.isIdentifier(name) ? [name.text] : [],
          )
        : [],
    ),
  )

function stateFact(state: ReadonlySet<string>, node: ts.Node): Fact | undefined {
  const target = ts.isBinaryExpression(node)
    ? isAssignment(node.operatorToken.kind)
      ? node.left
      : undefined
    : (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
        [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator)
      ? node.operand
      : undefined
  return target && ts.isIdentifier(target) && state.has(target.text)
    ? { kind: 'state', name: target.text }
    : undefined
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment

/**
 * The names of all members that code reads: `a.b`, `a['b']`, `{ b } = a`. A text that might be such a name
 * counts too, for code may go through a list of names.
 */
export function readsOf(module: ModuleText): readonly string[] {
  const reads = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (reads.size >= MOST_READS || ts.isTypeNode(node)) return
    if (ts.isPropertyAccessExpression(node) && !isTarget(node)) reads.add(node.name.text)
    if (ts.isStringLiteralLike(node) && /^[\w-]{1,64}$/.test(node.text)) reads.add(node.text)
    if (ts.isBindingElement(node) && !node.dotDotDotToken) {
      const name = node.propertyName ?? node.name
      if (ts.isIdentifier(name) || ts.isStringLiteral(name)) reads.add(name.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(module.tree)
  return [...reads]
}

/** Whether a member is only written here. */
const isTarget = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node.parent) &&
  node.parent.left === node &&
  node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
