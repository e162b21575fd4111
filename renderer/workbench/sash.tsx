import './sash.css'
import type { KeyboardEvent, PointerEvent } from 'react'

export type SashProps = {
  readonly label: string
  /** Of the part that it makes larger, as the sash moves away from it. */
  readonly side: 'right' | 'top'
  /** Pixels. */
  readonly size: number
  readonly least: number
  readonly most: () => number
  readonly onSize: (size: number) => void
}

const STEP = 20

/** The edge of a part that can be dragged, or moved by the arrow keys. */
export function Sash({ label, side, size, least, most, onSize }: SashProps) {
  const fit = (next: number) => onSize(Math.round(Math.max(least, Math.min(most(), next))))
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const { currentTarget, clientX, clientY } = event
    currentTarget.setPointerCapture(event.pointerId)
    const move = (to: globalThis.PointerEvent) =>
      fit(side === 'right' ? size + to.clientX - clientX : size + clientY - to.clientY)
    currentTarget.addEventListener('pointermove', move)
    currentTarget.addEventListener(
      'lostpointercapture',
      () => currentTarget.removeEventListener('pointermove', move),
      {
        once: true,
      },
    )
  }
  const press = (event: KeyboardEvent) => {
    const [less, more] = side === 'right' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowDown', 'ArrowUp']
    if (event.key !== less && event.key !== more) return
    event.preventDefault()
    fit(size + (event.key === more ? STEP : -STEP))
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      className={`sash sash-${side}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={side === 'right' ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most()}
      onPointerDown={drag}
      onKeyDown={press}
    />
  )
}
