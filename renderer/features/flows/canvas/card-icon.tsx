import { Icon } from '../../../ui/icon.tsx'
import type { Card } from '../graph/card.ts'
import { codiconFor } from '../graph/icons.ts'

/** A node's icon: a codicon, or the emoji that somebody has given it. */
export function CardIcon({ card: { icon, kind } }: { readonly card: Pick<Card, 'icon' | 'kind'> }) {
  if (/^\p{Extended_Pictographic}/u.test(icon)) return <span aria-hidden="true">{icon}</span>
  return <Icon name={codiconFor(icon, kind)} />
}
