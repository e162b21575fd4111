import ts from 'typescript'
import { fail } from '../../../shared/errors/index.ts'

/**
 * Refuses, with their place, what would otherwise fail in the sandbox less clearly: imports, and what
 * waits. It is there for the author; what keeps hostile code in is the sandbox, which does not rely on it.
 */
export function checkConstructs(source: ts.SourceFile, file: string): void {
  visit(source, true)

  function visit(node: ts.Node, topLevel: boolean): void {
    checkImport(node)
    const construct = topLevel ? (waiting(node) ?? refused(node)) : refused(node)
    if (construct) fail('sandbox/not-allowed', { file, ...placeOf(node), ...construct })
    const inside = topLevel && !ts.isFunctionLike(node) && !ts.isClassStaticBlockDeclaration(node)
    ts.forEachChild(node, (child) => visit(child, inside))
  }

  function checkImport(node: ts.Node): void {
    const specifier = importedBy(node)
    if (!specifier || (ts.isStringLiteralLike(specifier) && specifier.text === 'crosswalk')) return
    const module = ts.isStringLiteralLike(specifier) ? specifier.text : specifier.getText(source)
    fail('sandbox/import-refused', { file, ...placeOf(node), module })
  }

  function placeOf(node: ts.Node): { line: number; column: number } {
    const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source))
    return { line: line + 1, column: character + 1 }
  }
}

/** What a node imports from, in whatever form, imports of mere types left out: they are gone when it runs. */
function importedBy(node: ts.Node): ts.Expression | undefined {
  if (ts.isImportDeclaration(node)) return node.importClause?.isTypeOnly ? undefined : node.moduleSpecifier
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? undefined : node.moduleSpecifier
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return node.isTypeOnly ? undefined : node.moduleReference.expression
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require') {
    return node.arguments[0]
  }
  return undefined
}

type Refused = { construct: string; remedy: string }

function refused(node: ts.Node): Refused | undefined {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { construct: 'import()', remedy: "Import from 'crosswalk' at the top of the module." }
  }
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
    return { construct: 'import.meta', remedy: 'A migration sees its config and nothing else.' }
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'eval') {
    return { construct: 'eval', remedy: 'Write what it is to do into the module.' }
  }
  if (isText(node) && LIKE_CODE.test(node.getText())) {
    return {
      construct: 'text in which import(, eval(, <!-- or --> stands',
      remedy: "The sandbox cannot tell it from code. Put it together from parts, as in 'import' + '('.",
    }
  }
  if (ts.isNumericLiteral(node) && isInexact(node)) {
    return {
      construct: `the number ${node.getText()}`,
      remedy: `JavaScript makes ${Number(node.text)} of it. Write a number that it can hold, or a string.`,
    }
  }
  return undefined
}

/** What SES refuses in a script, wherever it stands. */
const LIKE_CODE = /\b(import|eval)\s*(\(|\/[/*])|<!--|-->/

const isText = (node: ts.Node): boolean =>
  ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)

function waiting(node: ts.Node): Refused | undefined {
  const awaits =
    ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier) ||
    (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing)
  return awaits
    ? { construct: 'await at the top level', remedy: 'Nothing in a migration can wait.' }
    : undefined
}

/** An integer that would silently become another one, as 9007199254740993 does. */
function isInexact(node: ts.NumericLiteral): boolean {
  const digits = node.getText().replaceAll('_', '')
  return /^[1-9]\d{15,}$/.test(digits) && BigInt(digits) !== BigInt(Number(digits))
}
