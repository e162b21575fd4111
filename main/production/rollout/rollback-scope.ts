import type { RollbackScope } from '../../services/ports/rollouts.ts'

/**
 * A condition on a config `c`, for the release `$1`: whether it is in the scope, which is given as JSON by
 * `scopeValue`. One parameter, and a scope of everything costs nothing: none of its members is there.
 */
export const inScope = (parameter: string): string => `
  (${parameter}::jsonb -> 'tenants' IS NULL OR ${parameter}::jsonb -> 'tenants' ? c.tenant_id::text)
   AND (${parameter}::jsonb -> 'configs' IS NULL OR ${parameter}::jsonb -> 'configs' ? c.id::text)
   AND (${parameter}::jsonb -> 'wave' IS NULL
        OR EXISTS (SELECT FROM crosswalk.journal w
                    WHERE w.release_id = $1 AND w.config_id = c.id
                      AND w.wave = (${parameter}::jsonb ->> 'wave')::int))`

export const scopeValue = ({ tenants, wave, configs }: RollbackScope): string =>
  JSON.stringify({ tenants, wave, configs })
