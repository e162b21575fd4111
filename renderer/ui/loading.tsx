import './loading.css'
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { failureWords } from '../hosts/failure.ts'
import { Button } from './button.tsx'
import { Callout } from './callout.tsx'
import { Spinner } from './spinner.tsx'

/** Shorter waits than this show nothing: a spinner that flashes says less than none. */
const SPINNER_AFTER_MS = 200

export type LoadingProps<Data> = {
  readonly query: UseQueryResult<Data>
  readonly children: (data: Data) => ReactNode
  /** What is on its way: "Reading the snapshot". */
  readonly label?: string
}

/** What a query gives, once it is there; until then a spinner, and what to do where it failed. */
export function Loading<Data>({ query, children, label = 'Loading' }: LoadingProps<Data>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) {
    const { message } = failureWords(query.error)
    return (
      <div className="ui-loading">
        <Callout
          tone="bad"
          action={
            <Button icon="refresh" onClick={() => void query.refetch()}>
              Try again
            </Button>
          }
        >
          {message}
        </Callout>
      </div>
    )
  }
  return <Waiting label={label} />
}

function Waiting({ label }: { readonly label: string }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SPINNER_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return <div className="ui-loading">{late && <Spinner label={label} />}</div>
}
