import ts from 'typescript'
import type { CodeWrite, Position, TransformFacts } from '../../../shared/checks/index.ts'
import {
  bare,
  type FunctionNode,
  isConstant,
  isFunctionNode,
  type ModuleText,
  membersOf,
  nameOf,
} from './inspect-module.ts'
import { lensesOf } from './inspect-simple.ts'

const MOST_TRANSFORMS = 100
const MOST_WRITES = 200

const LOGICAL: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
])

/** What each `transform({ … })` of a module shows of its code. */
export function transformFacts(module: ModuleText): readonly TransformFacts[] {
  const facts: TransformFacts[] = []
  const visit = (node: ts.Node): void => {
    if (facts.length >= MOST_TRANSFORMS) return
    if (ts.isCallExpression(node) && module.operationOf(node) === 'transform')
      facts.push(factsOf(module, node))
    ts.forEachChild(node, visit)
  }
  visit(module.tree)
  return facts
}

function factsOf(module: ModuleText, call: ts.CallExpression): TransformFacts {
  const [argument] = call.arguments
  const object = argument && module.resolve(argument)
  const members = object && ts.isObjectLiteralExpression(object) ? membersOf(object) : undefined
  const up = functionOf(module, members?.get('up'))
  const down = functionOf(module, members?.get('down'))
  const at = module.at(call)
  if (!up) return { ...at, writes: [] }
  const reader = new WriteReader(module, up)
  const lenses = lensesOf(up)
  return {
    ...at,
    ...(reader.rebuilt ? { rebuilt: reader.rebuilt } : {}),
    writes: reader.writes.slice(0, MOST_WRITES),
    ...(down && isIdentity(down) && !isIdentity(up) ? { idleDown: module.at(down) } : {}),
    ...(lenses ? { lenses } : {}),
  }
}

function functionOf(
  module: ModuleText,
  member: ts.ObjectLiteralElementLike | undefined,
): FunctionNode | undefined {
  if (!member) return undefined
  if (ts.isMethodDeclaration(member)) return member
  const value = ts.isPropertyAssignment(member)
    ? module.resolve(member.initializer)
    : ts.isShorthandPropertyAssignment(member)
      ? module.resolve(member.name)
      : undefined
  return isFunctionNode(value) ? value : undefined
}

/** Whether a function gives back its parameter, and does nothing else. */
function isIdentity({ parameters, body }: FunctionNode): boolean {
  const name = parameters[0]?.name
  const result = body && (ts.isBlock(body) ? onlyReturn(body) : bare(body))
  if (!result || !name || !ts.isIdentifier(name)) return false
  const given = ts.isObjectLiteralExpression(result) ? onlySpread(result) : result
  return given !== undefined && ts.isIdentifier(given) && given.text === name.text
}

function onlyReturn({ statements }: ts.Block): ts.Expression | undefined {
  const [statement] = statements
  return statements.length === 1 && statement && ts.isReturnStatement(statement) && statement.expression
    ? bare(statement.expression)
    : undefined
}

function onlySpread({ properties }: ts.ObjectLiteralExpression): ts.Expression | undefined {
  const [member] = properties
  return properties.length === 1 && member && ts.isSpreadAssignment(member)
    ? bare(member.expression)
    : undefined
}

/** Reads from a function what it writes to which place of the config, as far as that can be told. */
class WriteReader {
  readonly writes: CodeWrite[] = []
  rebuilt: Position | undefined
  readonly #module: ModuleText
  /** Names that stand for the config: the parameter, or the rest of it. */
  readonly #roots = new Set<string>()
  readonly #locals = new Map<string, ts.Expression>()

  constructor(module: ModuleText, { parameters, body }: FunctionNode) {
    this.#module = module
    const name = parameters[0]?.name
    if (name && ts.isIdentifier(name)) this.#roots.add(name.text)
    if (name && ts.isObjectBindingPattern(name)) {
      for (const { dotDotDotToken, name: bound } of name.elements)
        if (dotDotDotToken && ts.isIdentifier(bound)) this.#roots.add(bound.text)
    }
    if (body && ts.isBlock(body)) this.#visit(body, false)
    else if (body) this.#result(body, false)
  }

  #visit(node: ts.Node, conditional: boolean): void {
    if (isFunctionNode(node)) return
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
      this.#locals.set(node.name.text, node.initializer)
    if (ts.isReturnStatement(node) && node.expression) this.#result(node.expression, conditional)
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const path = this.#pathOf(node.left)
      if (path && path.length > 0) this.#value(path, node.right, node, conditional)
    } else if (ts.isCallExpression(node)) this.#assign(node, conditional)
    // What is returned has been read as a whole.
    if (ts.isReturnStatement(node)) return
    const branches =
      ts.isIfStatement(node) ||
      ts.isIterationStatement(node, false) ||
      ts.isSwitchStatement(node) ||
      ts.isConditionalExpression(node) ||
      ts.isTryStatement(node) ||
      (ts.isBinaryExpression(node) && LOGICAL.has(node.operatorToken.kind))
    ts.forEachChild(node, (child) => this.#visit(child, conditional || branches))
  }

  /** A value that the function returns. */
  #result(node: ts.Expression, conditional: boolean): void {
    const value = bare(node)
    if (ts.isConditionalExpression(value)) {
      this.#result(value.whenTrue, true)
      this.#result(value.whenFalse, true)
    } else if (ts.isObjectLiteralExpression(value)) {
      if (!value.properties.some(ts.isSpreadAssignment) && value.properties.length > 0)
        this.rebuilt ??= this.#module.at(value)
      this.#members([], value, conditional)
    } else if (ts.isIdentifier(value)) {
      const local = this.#locals.get(value.text)
      if (local && ts.isObjectLiteralExpression(bare(local))) this.#result(local, conditional)
    } else if (ts.isCallExpression(value)) {
      this.#assign(value, conditional)
    }
  }

  /** `Object.assign(config.limits, { … })` writes members as a spread does. */
  #assign({ expression, arguments: [target, ...sources] }: ts.CallExpression, conditional: boolean): void {
    const isAssign =
      ts.isPropertyAccessExpression(expression) &&
      expression.name.text === 'assign' &&
      ts.isIdentifier(expression.expression) &&
      expression.expression.text === 'Object'
    const path = isAssign && target ? this.#pathOf(target) : undefined
    for (const source of path ? sources : []) {
      const object = bare(source)
      if (path && ts.isObjectLiteralExpression(object)) this.#members(path, object, conditional)
    }
  }

  #members(path: readonly string[], object: ts.ObjectLiteralExpression, conditional: boolean): void {
    // Beneath a config that is built anew, the objects in it go without saying.
    const isNew = !object.properties.some(ts.isSpreadAssignment) && this.rebuilt !== undefined
    for (const member of object.properties) {
      const name = member.name && nameOf(member.name)
      if (name === undefined) continue
      const here = [...path, name]
      if (!ts.isPropertyAssignment(member)) this.#write(here, 'other', member)
      else if (isNew && ts.isObjectLiteralExpression(bare(member.initializer)))
        this.#members(here, bare(member.initializer) as ts.ObjectLiteralExpression, conditional)
      else this.#value(here, member.initializer, member, conditional)
    }
  }

  #value(path: readonly string[], node: ts.Expression, at: ts.Node, conditional: boolean): void {
    const value = bare(node)
    if (ts.isObjectLiteralExpression(value)) {
      const spreads = value.properties.some(ts.isSpreadAssignment)
      if (spreads) this.#members(path, value, conditional)
      else this.#write(path, value.properties.length > 0 ? 'object' : 'other', at)
    } else {
      this.#write(path, !conditional && isConstant(value) ? 'constant' : 'other', at)
    }
  }

  #write(path: readonly string[], kind: CodeWrite['kind'], at: ts.Node): void {
    // Of what can be told nothing, only writes at the top say something: they may be the engine's.
    if (kind !== 'other' || path.length === 1) this.writes.push({ ...this.#module.at(at), path, kind })
  }

  /** The place of the config that an expression names. */
  #pathOf(node: ts.Expression): readonly string[] | undefined {
    const expression = bare(node)
    if (ts.isIdentifier(expression)) return this.#roots.has(expression.text) ? [] : undefined
    if (ts.isPropertyAccessExpression(expression)) {
      const parent = this.#pathOf(expression.expression)
      return parent && [...parent, expression.name.text]
    }
    if (!ts.isElementAccessExpression(expression) || !ts.isStringLiteralLike(expression.argumentExpression))
      return undefined
    const parent = this.#pathOf(expression.expression)
    return parent && [...parent, expression.argumentExpression.text]
  }
}
