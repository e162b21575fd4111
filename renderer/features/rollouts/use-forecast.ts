import type { ForecastLine, RollbackSums } from '../../../shared/api/rollouts.ts'
import { workbench } from '../../workbench/workbench.ts'
import type { RollbackScopeInput } from './rollback-scope.ts'

/** What a rollback would do, as far as it is known by now. */
export type Forecast = {
  readonly seen: number
  /** Those that would not be restored exactly. */
  readonly lines: readonly ForecastLine[]
  /** Null until all configs were looked at. */
  readonly sums: RollbackSums | null
  readonly newer: readonly string[]
}

/** Has it computed by the code that rolls back, page by page, and tells each page. Writes nothing. */
export async function runForecast(
  asked: { readonly release: string; readonly environment: string; readonly scope: RollbackScopeInput },
  signal: AbortSignal,
  tell: (forecast: Forecast) => void,
): Promise<void> {
  let lines: readonly ForecastLine[] = []
  for await (const page of await workbench().host.api.rollouts.forecast(asked, { signal })) {
    lines = [...lines, ...page.lines]
    tell({ ...page, lines })
  }
}
