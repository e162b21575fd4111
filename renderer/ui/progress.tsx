import './progress.css'

export type ProgressProps = {
  readonly label: string
  readonly done: number
  /** Left out where nobody can say: the bar then only shows that something goes on. */
  readonly total?: number | undefined
}

export function Progress({ label, done, total }: ProgressProps) {
  const known = total !== undefined && total > 0
  return (
    <div
      className="ui-progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={known ? total : undefined}
      aria-valuenow={known ? Math.min(done, total) : undefined}
    >
      <div
        className={known ? 'ui-progress-bar' : 'ui-progress-bar ui-progress-endless'}
        style={known ? { transform: `scaleX(${Math.min(1, done / total)})` } : undefined}
      />
    </div>
  )
}
