import ts from 'typescript'
import type { Position } from '../../../shared/checks/index.ts'

/** An expression without what is only there for types or for grouping. */
export function bare(node: ts.Expression): ts.Expression {
  let inner = node
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  )
    inner = inner.expression
  return inner
}

export type FunctionNode =
  | ts.ArrowFunction
  | ts.FunctionExpression
  | ts.FunctionDeclaration
  | ts.MethodDeclaration

export const isFunctionNode = (node: ts.Node | undefined): node is FunctionNode =>
  node !== undefined &&
  (ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node))

/** The text of a module with what its names stand for. */
export class ModuleText {
  readonly tree: ts.SourceFile
  /** What stands at the top level, by name; what is declared twice is left out. */
  readonly #declared = new Map<string, ts.Expression | ts.FunctionDeclaration>()
  /** Local names of what is imported from 'crosswalk'. */
  readonly #operations = new Map<string, string>()
  readonly #namespaces = new Set<string>()
  /** Every name that is declared anywhere in the module. */
  readonly names = new Set<string>()

  constructor(tree: ts.SourceFile) {
    this.tree = tree
    for (const statement of tree.statements) this.#enter(statement)
    const visit = (node: ts.Node): void => {
      if (
        (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
        ts.isIdentifier(node.name)
      )
        this.names.add(node.name.text)
      if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name)
        this.names.add(node.name.text)
      ts.forEachChild(node, visit)
    }
    visit(tree)
  }

  at(node: ts.Node): Position {
    const { line, character } = this.tree.getLineAndCharacterOfPosition(node.getStart(this.tree))
    return { line: line + 1, column: character + 1 }
  }

  /** The operation that a call calls, by its own name in 'crosswalk'. */
  operationOf(node: ts.Node): string | undefined {
    if (!ts.isCallExpression(node)) return undefined
    const callee = bare(node.expression)
    if (ts.isIdentifier(callee)) return this.#operations.get(callee.text)
    return ts.isPropertyAccessExpression(callee) &&
      ts.isIdentifier(callee.expression) &&
      this.#namespaces.has(callee.expression.text)
      ? callee.name.text
      : undefined
  }

  /** An expression, or what the name that it is stands for. */
  resolve(node: ts.Expression): ts.Expression | ts.FunctionDeclaration {
    let inner: ts.Expression | ts.FunctionDeclaration = bare(node)
    // A name may stand for another one; in a circle for none.
    for (let turn = 0; turn < 10 && ts.isIdentifier(inner); turn++) {
      const declared = this.#declared.get(inner.text)
      if (!declared) break
      inner = ts.isFunctionDeclaration(declared) ? declared : bare(declared)
    }
    return inner
  }

  #enter(statement: ts.Statement): void {
    if (ts.isImportDeclaration(statement)) this.#enterImport(statement)
    if (ts.isFunctionDeclaration(statement) && statement.name)
      this.#declared.set(statement.name.text, statement)
    if (!ts.isVariableStatement(statement) || !(statement.declarationList.flags & ts.NodeFlags.Const)) return
    for (const { name, initializer } of statement.declarationList.declarations)
      if (ts.isIdentifier(name) && initializer) this.#declared.set(name.text, initializer)
  }

  #enterImport({ moduleSpecifier, importClause }: ts.ImportDeclaration): void {
    if (!ts.isStringLiteral(moduleSpecifier) || moduleSpecifier.text !== 'crosswalk') return
    const bindings = importClause?.namedBindings
    if (!bindings) return
    if (ts.isNamespaceImport(bindings)) this.#namespaces.add(bindings.name.text)
    else
      for (const { name, propertyName } of bindings.elements)
        this.#operations.set(name.text, (propertyName ?? name).text)
  }
}

/** The members of an object literal that are written with a fixed name, by it. */
export function membersOf(
  object: ts.ObjectLiteralExpression,
): ReadonlyMap<string, ts.ObjectLiteralElementLike> {
  const members = new Map<string, ts.ObjectLiteralElementLike>()
  for (const member of object.properties) {
    const name = member.name && nameOf(member.name)
    if (name !== undefined) members.set(name, member)
  }
  return members
}

/** A member's name as it is written, unless it is computed. */
export const nameOf = (name: ts.PropertyName | ts.BindingName): string | undefined =>
  ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : undefined

/** Whether a value is written out, and the same for every config. */
export function isConstant(node: ts.Expression): boolean {
  const value = bare(node)
  if (ts.isArrayLiteralExpression(value)) return value.elements.every(isConstant)
  if (ts.isObjectLiteralExpression(value))
    return value.properties.every(
      (member) => ts.isPropertyAssignment(member) && isConstant(member.initializer),
    )
  if (ts.isPrefixUnaryExpression(value)) return ts.isNumericLiteral(value.operand)
  return (
    ts.isStringLiteralLike(value) ||
    ts.isNumericLiteral(value) ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(value.kind)
  )
}
