import type { FlowNode } from '../../../../shared/flow/document.ts'
import { objectAt } from '../../../../shared/flow/document.ts'
import { getMember } from '../../../../shared/json/object.ts'
import { isRawNumber, type Json } from '../../../../shared/json/value.ts'
import type { Card } from './card.ts'

/** A place on the canvas, in its own units. */
export type Point = { readonly x: number; readonly y: number }
export type Size = { readonly width: number; readonly height: number }
export type Box = Point & Size

/** Langflow's own width of a card: positions of an export are made for it. */
const CARD_WIDTH = 320

// As in node-card.css; what is there fits into what Langflow needs for the same.
const HEADER = 40
const DESCRIPTION = 34
const ROW = 28
const PADDING = 8

/** How large a card is drawn. */
export function cardSize(card: Card, node: FlowNode): Size {
  if (card.kind === 'note') return noteSize(node)
  if (card.isSmall) return { width: 192, height: 48 }
  const rows = card.fields.length + card.outputs.length
  const description = card.description === '' ? 0 : DESCRIPTION
  return { width: CARD_WIDTH, height: HEADER + description + rows * ROW + PADDING * 2 }
}

/** A note is as large as somebody has drawn it. */
function noteSize(node: FlowNode): Size {
  const measured = objectAt(node, 'measured')
  const style = objectAt(node, 'style')
  const of = (key: string): number | undefined =>
    numberOf(getMember(node, key)) ?? numberOf(getMember(measured, key)) ?? numberOf(getMember(style, key))
  return { width: of('width') ?? CARD_WIDTH, height: of('height') ?? CARD_WIDTH }
}

/** Where the export has a node, or nothing where it does not say. */
export function positionOf(node: FlowNode): Point | undefined {
  const position = objectAt(node, 'position')
  const [x, y] = [numberOf(position.x), numberOf(position.y)]
  return x === undefined || y === undefined ? undefined : { x, y }
}

/** A number of the canvas, which a double holds well enough. */
function numberOf(value: Json | undefined): number | undefined {
  const number = isRawNumber(value) ? Number(value.rawJSON) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
