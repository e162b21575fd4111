import ts from 'typescript'
import { bare, type FunctionNode, isConstant, nameOf } from './inspect-module.ts'

const LONGEST = 80

/**
 * The steps that do what a function does, where it takes members out of the config and puts them, as they are or
 * as constants, into what it returns: `({ a, ...config }) => ({ ...config, b: a })`. Undefined for all other code.
 */
export function lensesOf({ parameters, body }: FunctionNode): readonly string[] | undefined {
  const pattern = parameters[0]?.name
  const result = body && (ts.isBlock(body) ? onlyReturned(body) : bare(body))
  if (!pattern || !result || !ts.isObjectBindingPattern(pattern) || !ts.isObjectLiteralExpression(result))
    return undefined
  const taken = takenBy(pattern)
  const put = taken && putInto(result, taken)
  if (!taken || !put) return undefined
  const steps: string[] = []
  for (const [local, key] of taken.members) {
    const target = put.moved.get(local)
    if (target === undefined) steps.push(`remove('/${key}')`)
    else if (target !== key) steps.push(`rename('/${key}', '${target}')`)
  }
  for (const { key, text } of put.added) steps.push(`add('/${key}', ${text})`)
  return steps.length > 0 ? steps : undefined
}

function onlyReturned({ statements }: ts.Block): ts.Expression | undefined {
  const [statement] = statements
  return statements.length === 1 && statement && ts.isReturnStatement(statement) && statement.expression
    ? bare(statement.expression)
    : undefined
}

type Taken = { readonly rest: string; readonly members: ReadonlyMap<string, string> }

/** The members that a parameter takes out of the config, by their local names. */
function takenBy(pattern: ts.ObjectBindingPattern): Taken | undefined {
  const members = new Map<string, string>()
  let rest: string | undefined
  for (const { dotDotDotToken, name, propertyName, initializer } of pattern.elements) {
    if (!ts.isIdentifier(name) || initializer) return undefined
    const key = propertyName ? nameOf(propertyName) : name.text
    if (dotDotDotToken) rest = name.text
    else if (key !== undefined && /^\w+$/.test(key)) members.set(name.text, key)
    else return undefined
  }
  return rest === undefined ? undefined : { rest, members }
}

type Put = {
  readonly moved: ReadonlyMap<string, string>
  readonly added: readonly { readonly key: string; readonly text: string }[]
}

function putInto(object: ts.ObjectLiteralExpression, { rest, members }: Taken): Put | undefined {
  const moved = new Map<string, string>()
  const added: { key: string; text: string }[] = []
  for (const member of object.properties) {
    if (ts.isSpreadAssignment(member)) {
      const spread = bare(member.expression)
      if (!ts.isIdentifier(spread) || spread.text !== rest) return undefined
      continue
    }
    const key = member.name && nameOf(member.name)
    const value = ts.isPropertyAssignment(member)
      ? bare(member.initializer)
      : ts.isShorthandPropertyAssignment(member)
        ? member.name
        : undefined
    if (key === undefined || !value || !/^\w+$/.test(key)) return undefined
    if (isConstant(value)) added.push({ key, text: value.getText().slice(0, LONGEST) })
    // One value in two places is more than a rename.
    else if (ts.isIdentifier(value) && members.has(value.text) && !moved.has(value.text))
      moved.set(value.text, key)
    else return undefined
  }
  return { moved, added }
}
