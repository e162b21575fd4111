import { add } from './add.ts'
import { convert } from './convert.ts'
import { deprecate } from './deprecate.ts'
import { each } from './each.ts'
import { head } from './head.ts'
import { hoist } from './hoist.ts'
import type { Lens, Operation, Site } from './lens.ts'
import { move } from './move.ts'
import { nest } from './nest.ts'
import { redefault } from './redefault.ts'
import { remove } from './remove.ts'
import { rename } from './rename.ts'
import type { Op, Step, StepOf } from './step.ts'
import { transform } from './transform.ts'
import { when } from './when.ts'
import { wrap } from './wrap.ts'

const operations: { readonly [O in Op]: Operation<StepOf<O>> } = {
  add,
  remove,
  rename,
  move,
  nest,
  hoist,
  wrap,
  head,
  convert,
  redefault,
  each,
  when,
  deprecate,
  transform,
}

/** The operation of a step. The table's type guarantees that it takes just such steps. */
export const operationOf = (step: Step): Operation<Step> => operations[step.op] as unknown as Operation<Step>

/** The lens of one step. `site.step` names it, as in `0/3`: edge, step, and the places inside `each` and `when`. */
export const compileStep = (step: Step, site: Omit<Site, 'compile' | 'op'>): Lens =>
  operationOf(step).compile(step, { ...site, op: step.op, compile: compileStep })
