import type { RolloutSettings } from '../config/rollout-schema.ts'

/** A window in which nothing is rolled out to protected environments: each week, or between two dates. */
export type Freeze = RolloutSettings['freeze'][number]

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/**
 * The first window that a moment lies in, by the clock on the wall of the window's own time zone: `from` is in it,
 * `to` is not. A weekly one may go over the end of the week; one whose ends are the same is the whole week.
 */
export const findFreeze = (windows: readonly Freeze[], at: Date): Freeze | undefined =>
  windows.find((window) => lies(window, at))

/** A window in words, as in `the feast (from 2026-12-20 to 2027-01-07, Europe/Vienna)`. */
export const describeFreeze = ({ name, from, to, time_zone: zone }: Freeze): string => {
  const span = `from ${from} to ${to}, ${zone}`
  return name === undefined ? `the window ${span}` : `${name} (${span})`
}

function lies({ from, to, time_zone: zone }: Freeze, at: Date): boolean {
  const wall = wallClock(at, zone)
  if (!/^[A-Z]/.test(from)) return toMinute(from) <= wall.minute && wall.minute < toMinute(to)
  const [start, end, now] = [weekMinute(from), weekMinute(to), weekMinute(wall.week)]
  return start < end ? start <= now && now < end : start <= now || now < end
}

// Texts of this form compare as the moments do.
const toMinute = (moment: string): string => (moment.includes('T') ? moment : `${moment}T00:00`)

function weekMinute(moment: string): number {
  const [day = '', time = ''] = moment.split(' ')
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (DAYS.indexOf(day) * 24 + hours) * 60 + minutes
}

function wallClock(at: Date, timeZone: string): { readonly week: string; readonly minute: string } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const time = `${part.hour}:${part.minute}`
  return { week: `${part.weekday} ${time}`, minute: `${part.year}-${part.month}-${part.day}T${time}` }
}
