import ts from 'typescript'
import type { Position, StepOutline } from '../../../shared/checks/index.ts'
import { bare, type ModuleText, membersOf } from './inspect-module.ts'

const MOST_STEPS = 5_000
const MOST_TEXTS = 20
const LONGEST_TEXT = 200
const DEEPEST = 20

/** Where the migration's parts stand, and what its list of steps is written as. */
export function outlineMigration(module: ModuleText): {
  readonly members: { readonly [name: string]: Position }
  readonly steps: readonly StepOutline[]
} {
  const definition = definitionOf(module)
  if (!definition) return { members: {}, steps: [] }
  const { call, object } = definition
  const members: Record<string, Position> = { '': module.at(call) }
  let steps: readonly StepOutline[] = []
  for (const [name, member] of membersOf(object)) {
    members[name] = module.at(member)
    const value = ts.isPropertyAssignment(member)
      ? member.initializer
      : ts.isShorthandPropertyAssignment(member)
        ? member.name
        : undefined
    if (name === 'steps' && value) steps = outlineList(module, value, DEEPEST).slice(0, MOST_STEPS)
  }
  return { members, steps }
}

function definitionOf(
  module: ModuleText,
): { readonly call: ts.Node; readonly object: ts.ObjectLiteralExpression } | undefined {
  const exported = module.tree.statements.find((one) => ts.isExportAssignment(one) && !one.isExportEquals)
  if (!exported || !ts.isExportAssignment(exported)) return undefined
  const call = module.resolve(exported.expression)
  if (module.operationOf(call) !== 'defineMigration' || !ts.isCallExpression(call)) return undefined
  const [argument] = call.arguments
  const object = argument && module.resolve(argument)
  return object && ts.isObjectLiteralExpression(object) ? { call: exported, object } : undefined
}

function outlineList(module: ModuleText, node: ts.Expression, depth: number): readonly StepOutline[] {
  const list = module.resolve(node)
  if (!ts.isArrayLiteralExpression(list) || depth === 0) return [many(module, node)]
  return list.elements.flatMap((element) => {
    if (!ts.isSpreadElement(element)) return [outlineStep(module, element, depth)]
    const spread = bare(element.expression)
    return ts.isArrayLiteralExpression(spread)
      ? outlineList(module, spread, depth - 1)
      : [{ ...many(module, spread), ...module.at(element) }]
  })
}

function outlineStep(module: ModuleText, element: ts.Expression, depth: number): StepOutline {
  const call = module.resolve(element)
  const op = module.operationOf(call)
  const own = { ...module.at(element), many: false, texts: textsIn(element) }
  if (op === undefined || !ts.isCallExpression(call)) return own
  const inner = op === 'each' || op === 'when' ? call.arguments[1] : undefined
  return {
    ...own,
    op,
    texts: textsIn(call),
    ...(inner ? { inner: outlineList(module, inner, depth - 1) } : {}),
  }
}

const many = (module: ModuleText, node: ts.Expression): StepOutline => ({
  ...module.at(node),
  many: true,
  texts: textsIn(node),
})

function textsIn(node: ts.Node): readonly string[] {
  const texts: string[] = []
  const visit = (inner: ts.Node): void => {
    if (texts.length >= MOST_TEXTS) return
    if (ts.isStringLiteralLike(inner) && inner.text.length <= LONGEST_TEXT) texts.push(inner.text)
    ts.forEachChild(inner, visit)
  }
  visit(node)
  return texts
}
