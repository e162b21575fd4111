import { QueryClient } from '@tanstack/react-query'
import { failureWords } from '../hosts/failure.ts'

/** What the services have told, by `[service, procedure, input]`. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What changes is told by jobs and by those who change it; a window that comes to the front asks again.
      staleTime: 5_000,
      retry: (count, error) => count < 2 && failureWords(error).retry,
    },
  },
})
