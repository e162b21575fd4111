import { LEASE_LOCKS } from '../../locks.ts'
import { type Invariant, LATEST } from './invariant.ts'

/** Releases, leases, approvals and the audit log: what the records say of one another. */
export const RECORDS: readonly Invariant[] = [
  {
    name: 'journal of releases',
    severity: 'broken',
    holds: 'every line of the journal and every previewed config belongs to a release',
    against: `
      SELECT release_id::text AS id, count(*) || ' lines of the journal' AS detail FROM crosswalk.journal j
       WHERE NOT EXISTS (SELECT FROM crosswalk.releases r WHERE r.id = j.release_id) GROUP BY 1
      UNION ALL
      SELECT release_id::text, count(*) || ' previewed configs' FROM crosswalk.previewed_configs p
       WHERE NOT EXISTS (SELECT FROM crosswalk.releases r WHERE r.id = p.release_id) GROUP BY 1`,
    remedy: 'Take crosswalk.releases back from a backup: releases are never deleted.',
  },
  {
    name: 'states of releases',
    severity: 'broken',
    holds:
      'the journal has lines of a release from its rollout on, and nothing left to take back after its rollback',
    against: `
      SELECT r.agent || '@' || r.version AS id, r.state || ' with ' || count(*) || ' lines in the journal' AS detail
        FROM crosswalk.releases r JOIN crosswalk.journal j ON j.release_id = r.id
       WHERE r.state IN ('draft', 'proposed', 'approved', 'verified') GROUP BY r.id
      UNION ALL
      SELECT r.agent || '@' || r.version, r.state || ', but config ' || l.config_id || ' is still as it was pushed'
        FROM crosswalk.releases r JOIN (${LATEST}) l ON l.release_id = r.id AND l.state = 'migrated'
        JOIN public.walker_agent_user_configs c ON c.id = l.config_id AND c.flow_version = l.to_version
       WHERE r.state = 'rolled_back'`,
    remedy: 'Push or roll back the release again: both go on from the journal.',
  },
  {
    name: 'approvals',
    severity: 'broken',
    holds: 'whatever was approved or pushed has an approval of just its preview',
    against: `
      SELECT r.agent || '@' || r.version AS id, r.state AS detail FROM crosswalk.releases r
       WHERE r.state NOT IN ('draft', 'proposed')
         AND NOT EXISTS (SELECT FROM crosswalk.approvals a
                          WHERE a.release_id = r.id AND a.preview_digest = r.preview_digest)`,
    remedy: 'Find out who set its state: `crosswalk audit list` shows what was recorded.',
  },
  {
    name: 'audit of releases',
    severity: 'broken',
    holds: 'the audit log ends, for each release, with the state that it is in',
    against: `
      WITH last AS (
        SELECT DISTINCT ON (l.subject) l.subject, l.action FROM crosswalk.audit_log l
         WHERE l.action LIKE 'release.%' ORDER BY l.subject, l.id DESC)
      SELECT r.agent || '@' || r.version AS id, r.state || ', but recorded is ' || coalesce(last.action, 'nothing') AS detail
        FROM crosswalk.releases r LEFT JOIN last ON last.subject = r.id::text
       WHERE r.state <> 'draft'
         AND (last.action = ANY (CASE r.state WHEN 'proposed' THEN ARRAY['release.propose', 'release.approve']
                                              WHEN 'approved' THEN ARRAY['release.approve', 'release.approved']
                                              ELSE ARRAY['release.' || r.state] END)) IS NOT TRUE`,
    remedy: 'Somebody wrote around the log, or took rows from it: `crosswalk audit verify` looks closer.',
  },
  {
    name: 'leases',
    severity: 'odd',
    holds: 'every lease belongs to a release that is worked on, and every release that is worked on has one',
    against: `
      SELECT r.agent || '@' || r.version AS id, r.state || ', with a lease of ' || coalesce(r.lease_holder, 'nobody') AS detail
        FROM crosswalk.releases r
       WHERE r.lease_until > clock_timestamp() AND r.state IN ('draft', 'proposed', 'completed', 'rolled_back')
         -- What was cut off before it could give its lease back holds it until its time is over, and does no harm by it.
         AND coalesce(greatest(r.completed_at, r.rolled_back_at), '-infinity') < clock_timestamp() - interval '1 minute'
      UNION ALL
      SELECT r.agent || '@' || r.version, r.state || ', and nobody works on it' FROM crosswalk.releases r
       WHERE r.state IN ('rolling_out', 'rolling_back') AND (r.lease_until > clock_timestamp()) IS NOT TRUE
         -- Between two waves nobody has to.
         AND NOT (r.state = 'rolling_out' AND EXISTS (SELECT FROM crosswalk.release_waves w WHERE w.release_id = r.id AND w.state = 'pending')
                  AND NOT EXISTS (SELECT FROM crosswalk.release_waves w
                                   WHERE w.release_id = r.id AND w.state IN ('rolling_out', 'paused')))
      UNION ALL
      SELECT 'session ' || l.pid, 'holds the lock of a lease that is over'
        FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
       WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid::bigint = ${LEASE_LOCKS}
         AND NOT EXISTS (SELECT FROM crosswalk.releases r
                          WHERE l.objid::bigint = hashtext(r.id::text || ' ' || r.lease_token) & 2147483647)`,
    remedy:
      'Push or roll back again what was cut off; a session that holds an old lock ends with its process.',
  },
]
