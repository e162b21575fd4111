const number = new Intl.NumberFormat('en')

/** A count for a person, as in `12,200`. */
export const formatCount = (count: number): string => number.format(count)

/** A count with its unit in the right number, as in `1 config`. */
export const count = (of: number, one: string, many = `${one}s`): string =>
  `${formatCount(of)} ${of === 1 ? one : many}`

/** A time for a person, as in `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const [large, small, names] =
    whole < 3600
      ? [Math.floor(whole / 60), whole % 60, ['min', 's']]
      : [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), ['h', 'min']]
  return small === 0 ? `${large} ${names[0]}` : `${large} ${names[0]} ${small} ${names[1]}`
}

/** A point in time for a person, from a text of a database or of ISO 8601: to the second, zone left out. */
export const formatTime = (text: string): string => text.slice(0, 19).replace('T', ' ')
