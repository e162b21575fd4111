import { type Page, safeLine } from './page.ts'
import { fit } from './width.ts'
import { formatCount, formatSeconds } from './words.ts'

/** How far one piece of long work is. Events with the same label are one piece. */
export type ProgressEvent = {
  /** What is being done, as in `Pushing seo@2.0.0`. */
  readonly label: string
  readonly done: number
  /** Missing where nobody knows it yet. */
  readonly total?: number | undefined
  /** What is counted, as in `configs`. */
  readonly unit: string
  readonly note?: string | undefined
  /** Leaves no line on a terminal once it is done: what comes next tells of it. */
  readonly transient?: true
}

/** An event with what follows from the time: never counted by those who do the work. */
type Measured = ProgressEvent & { readonly perSecond: number; readonly secondsLeft: number | undefined }

/** `bar` rewrites one line of a terminal, `lines` and `json` add lines. */
export type ProgressStyle = 'bar' | 'lines' | 'json'

// Progress may skip events: only the newest count matters, and a slow terminal must never make the work wait.
const INTERVAL_MS: Record<ProgressStyle, number> = { bar: 100, lines: 2000, json: 100 }

export type ProgressSink = {
  readonly style: ProgressStyle
  readonly page: Page
  readonly write: (text: string) => void
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number
}

/**
 * Shows progress: of every label the first event, the first that reaches the total, and the last; those between
 * them as often as the style allows.
 */
export class ProgressDisplay {
  readonly #sink: ProgressSink
  #label: string | undefined
  #startedAt = 0
  #startedWith = 0
  #shownAt = 0
  #newest: Measured | undefined
  #isShown = false
  #isComplete = false

  constructor(sink: ProgressSink) {
    this.#sink = sink
  }

  update(event: ProgressEvent): void {
    const now = this.#sink.now()
    const isFirst = event.label !== this.#label
    if (isFirst) {
      this.end()
      this.#label = event.label
      this.#startedAt = now
      this.#startedWith = event.done
      this.#isComplete = false
    }
    const isNews = event.done !== this.#newest?.done || event.total !== this.#newest.total
    this.#newest = this.#measure(event, now)
    if (isNews) this.#isShown = false
    // At once, for what comes next may be the lines of something else. Only once: the total may grow with the count.
    const completes = !this.#isComplete && event.total !== undefined && event.done >= event.total
    if (isFirst || completes || now - this.#shownAt >= INTERVAL_MS[this.#sink.style]) this.#show(now)
    this.#isComplete ||= completes
    if (event.transient && event.done === event.total) this.end()
  }

  /** Shows the newest event if it was skipped, and lets go of the line. What comes next is a new piece of work. */
  end(): void {
    if (this.#newest === undefined) return
    const vanishes = this.#sink.style === 'bar' && this.#newest.transient
    if (!this.#isShown && !vanishes) this.#show(this.#sink.now())
    if (this.#sink.style === 'bar') this.#sink.write(vanishes ? CLEAR_LINE : '\n')
    this.#newest = undefined
    this.#label = undefined
  }

  /** Writes something else: above the bar, where there is one. */
  around(write: () => void): void {
    const isBar = this.#sink.style === 'bar' && this.#newest !== undefined
    if (isBar) this.#sink.write(CLEAR_LINE)
    write()
    if (isBar) this.#show(this.#sink.now())
  }

  #measure(event: ProgressEvent, now: number): Measured {
    const seconds = (now - this.#startedAt) / 1000
    const perSecond = seconds > 0 ? (event.done - this.#startedWith) / seconds : 0
    const left = event.total === undefined ? undefined : Math.max(0, event.total - event.done)
    const secondsLeft = left === 0 ? 0 : left !== undefined && perSecond > 0 ? left / perSecond : undefined
    return { ...event, perSecond, secondsLeft }
  }

  #show(now: number): void {
    const { style, page, write } = this.#sink
    if (this.#newest === undefined) return
    this.#shownAt = now
    this.#isShown = true
    if (style === 'bar') write(CLEAR_LINE + bar(this.#newest, page.width))
    else write(`${style === 'json' ? json(this.#newest) : line(this.#newest)}\n`)
  }
}

const CLEAR_LINE = `\r${String.fromCharCode(0x1b)}[2K`
// Few sizes, so that the bar does not twitch when a figure grows by a digit.
const BAR_SIZES = [30, 20, 10]

const json = ({ label, done, total, unit, note, perSecond, secondsLeft }: Measured): string =>
  JSON.stringify({
    label,
    done,
    total: total ?? null,
    unit,
    ...(note === undefined ? {} : { note }),
    per_second: Math.round(perSecond * 10) / 10,
    seconds_left: secondsLeft === undefined ? null : Math.round(secondsLeft * 10) / 10,
  })

const line = (event: Measured): string =>
  [event.label, percent(event), ...figures(event)].filter(Boolean).join('  ')

function bar(event: Measured, width: number): string {
  const label = safeLine(event.label)
  const texts = [percent(event), ...figures(event)].filter(Boolean).join('  ')
  if (event.total === undefined) return fit(`${label}  ${texts}`, width - 1)
  // One column stays free, or some terminals wrap the line.
  const size = BAR_SIZES.find((each) => label.length + texts.length + each + 7 <= width)
  if (size === undefined) return fit(`${label}  ${texts}`, width - 1)
  const full = Math.round(size * fraction(event))
  return `${label}  [${'█'.repeat(full)}${'░'.repeat(size - full)}]  ${texts}`
}

const fraction = ({ done, total = 0 }: ProgressEvent): number => (total === 0 ? 1 : Math.min(1, done / total))

const percent = (event: ProgressEvent): string =>
  event.total === undefined ? '' : `${Math.floor(fraction(event) * 100)} %`

function figures({ done, total, unit, perSecond, secondsLeft, note }: Measured): string[] {
  const counted = total === undefined ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`
  return [
    `${counted} ${unit}`,
    perSecond >= 1 ? `${formatCount(Math.round(perSecond))}/s` : '',
    secondsLeft === undefined || secondsLeft === 0 ? '' : `${formatSeconds(secondsLeft)} left`,
    safeLine(note ?? ''),
  ].filter(Boolean)
}
