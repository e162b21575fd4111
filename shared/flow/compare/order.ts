import { byText } from '../../json/order.ts'

export const byKey = (a: { readonly key: string }, b: { readonly key: string }): number =>
  byText(a.key, b.key)
