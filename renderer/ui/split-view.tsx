import './split-view.css'
import {
  Children,
  Fragment,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useRef,
  useState,
} from 'react'
import { readSizes, resized, saveSizes } from './split-sizes.ts'

export type SplitViewProps = {
  /** The parts' sizes are remembered under this name. */
  readonly name: string
  /** 'row': side by side; 'column': one above the other. */
  readonly direction?: 'row' | 'column'
  /** Parts of a whole, one a child; left out, all are equal. */
  readonly initial?: readonly number[]
  readonly children: ReactNode
}

/** Parts with a sash between each two, moved by the mouse or the arrow keys. A double click makes them as they were at first. */
export function SplitView({ name, direction = 'row', initial, children }: SplitViewProps) {
  const parts = Children.toArray(children)
  const first = initial?.length === parts.length ? initial : parts.map(() => 1)
  const [sizes, setSizes] = useState(() => readSizes(name, parts.length) ?? first)
  const whole = useRef<HTMLDivElement>(null)
  const shown = sizes.length === parts.length ? sizes : first
  const horizontal = direction === 'row'
  const lengthPx = () => (horizontal ? whole.current?.clientWidth : whole.current?.clientHeight) || 1

  const change = (next: readonly number[]) => {
    setSizes(next)
    saveSizes(name, next)
  }
  const drag = (event: PointerEvent<HTMLDivElement>, sash: number) => {
    const { currentTarget, pointerId } = event
    const start = horizontal ? event.clientX : event.clientY
    currentTarget.setPointerCapture(pointerId)
    const move = (moved: globalThis.PointerEvent) => {
      const by = (horizontal ? moved.clientX : moved.clientY) - start
      change(resized(shown, { sash, by: by / lengthPx() }))
    }
    currentTarget.addEventListener('pointermove', move)
    currentTarget.addEventListener(
      'lostpointercapture',
      () => currentTarget.removeEventListener('pointermove', move),
      {
        once: true,
      },
    )
  }
  const press = (event: KeyboardEvent, sash: number) => {
    const step = { [horizontal ? 'ArrowLeft' : 'ArrowUp']: -1, [horizontal ? 'ArrowRight' : 'ArrowDown']: 1 }[
      event.key
    ]
    if (step === undefined) return
    event.preventDefault()
    change(resized(shown, { sash, by: step * 0.03 }))
  }
  const total = shown.reduce((sum, size) => sum + size, 0)
  return (
    <div ref={whole} className={`ui-split ui-split-${direction}`}>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
        <Fragment key={index}>
          {index > 0 && (
            // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
            <div
              className="ui-sash"
              role="separator"
              tabIndex={0}
              aria-label={`Resize ${name}`}
              aria-orientation={horizontal ? 'vertical' : 'horizontal'}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(((shown[index - 1] ?? 0) / total) * 100)}
              onPointerDown={(event) => drag(event, index - 1)}
              onKeyDown={(event) => press(event, index - 1)}
              onDoubleClick={() => change(first)}
            />
          )}
          <div className="ui-split-part" style={{ flexGrow: (shown[index] ?? 1) / total }}>
            {part}
          </div>
        </Fragment>
      ))}
    </div>
  )
}
