import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import type { Session } from '../../shared/api/session.ts'
import { remember, remembered } from './memory.ts'
import { queries } from './queries.ts'
import { workbench } from './workbench.ts'

const KEY = ['session', 'get', undefined] as const

const asked = { queryKey: KEY, queryFn: () => workbench().host.api.session.get(), staleTime: 60_000 }

/** Who looks at what, once it is known. */
export const useSession = (): Session | undefined => useQuery(asked).data

/** The same, outside components. */
export const getSession = (): Promise<Session> => queries.ensureQueryData(asked)

/** Whom this browser acts as: two people may use one machine, each with a browser of their own. */
const WHO = 'crosswalk.who'

/** Whom somebody has chosen to act as in this browser. */
export const chosenWho = (): string | undefined => remembered(WHO, z.string().min(1))

/** From now on this window acts as somebody else. What was told to the former is asked for again. */
export async function becomeSomebody(who: string): Promise<void> {
  remember(WHO, who)
  queries.setQueryData(KEY, await workbench().host.api.session.become({ who }))
  await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
}
