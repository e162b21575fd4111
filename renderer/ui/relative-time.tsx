import { useEffect, useState } from 'react'
import { relativeTime } from './time-words.ts'

const EVERY_MS = 30_000

/** A moment as people tell it, kept up to date; exactly where the mouse rests. */
export function RelativeTime({ iso }: { readonly iso: string }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <time dateTime={iso} title={new Date(iso).toLocaleString()}>
      {relativeTime(iso, now)}
    </time>
  )
}
