/**
 * A condition on a config `c`, for the release `$1`: whether its tenant is in the wave of that number or an earlier
 * one; of NULL, whether it is one at all. Computed in place and not by `crosswalk.wave_of`: a push of a small wave asks
 * it of every config there is.
 */
export const inWave = (parameter: string): string => `
  (${parameter}::int IS NULL OR coalesce(
    (SELECT t.wave <= ${parameter} FROM crosswalk.wave_tenants t
      WHERE t.release_id = $1 AND t.tenant_id = c.tenant_id::text),
    crosswalk.wave_bucket(c.tenant_id::text, (SELECT r.digest FROM crosswalk.releases r WHERE r.id = $1))
      < (SELECT w.reach FROM crosswalk.release_waves w WHERE w.release_id = $1 AND w.wave = ${parameter})))`

/** The wave of a tenant for the release `$1`, where it has several. */
export const waveOfTenant = (tenant: string): string => `
  CASE WHEN EXISTS (SELECT FROM crosswalk.release_waves w WHERE w.release_id = $1 AND w.wave > 1) THEN coalesce(
    (SELECT t.wave FROM crosswalk.wave_tenants t WHERE t.release_id = $1 AND t.tenant_id = ${tenant}::text),
    (SELECT min(w.wave) FROM crosswalk.release_waves w
      WHERE w.release_id = $1
        AND w.reach > crosswalk.wave_bucket(${tenant}::text,
                                            (SELECT r.digest FROM crosswalk.releases r WHERE r.id = $1))),
    1) ELSE 1 END`
