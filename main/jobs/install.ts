import type pg from 'pg'

/** The schema of the job queue, apart from ours and from a queue that an application may have. */
export const JOBS_SCHEMA = 'crosswalk_jobs'

// The queue secures its tables against everybody but their owner. Who may use them is decided by grants, as with ours.
// Not lines of crosswalk.rights: who may not use this schema may not even ask there whether its tables exist.
// One at a time: two grants on one schema at once fail with "tuple concurrently updated".
const OPEN = `
  DO $$
  DECLARE
    name regclass;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('crosswalk jobs'));
    FOR name IN SELECT c.oid FROM pg_class c
                 WHERE c.relnamespace = '${JOBS_SCHEMA}'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
                   AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'crosswalk_all')
    LOOP
      EXECUTE format('CREATE POLICY crosswalk_all ON %s USING (true) WITH CHECK (true)', name);
    END LOOP;
    IF to_regrole('crosswalk_operator') IS NOT NULL THEN
      GRANT USAGE ON SCHEMA ${JOBS_SCHEMA} TO crosswalk_operator;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${JOBS_SCHEMA} TO crosswalk_operator;
    END IF;
  END
  $$`

/** insufficient_privilege: a push does without a queue, by itself. */
const LEFT_TO_OTHERS = '42501'

/** Makes the job queue, or brings it up to date. Any number may do so at once. What this login may not do is left. */
export async function installJobs(pool: pg.Pool): Promise<void> {
  heedErrors(pool)
  // Loaded here: it takes long, and whoever starts knows this file.
  const [{ runMigrations }, { silent }] = await Promise.all([
    import('graphile-worker'),
    import('./silent.ts'),
  ])
  try {
    await runMigrations({ pgPool: pool, schema: JOBS_SCHEMA, logger: silent })
    await pool.query(OPEN)
  } catch (error) {
    const isLeft = error instanceof Error && 'code' in error && error.code === LEFT_TO_OTHERS
    if (!isLeft) throw error
  }
}

const heeded = new WeakSet<pg.Pool>()

/** The queue wants every session's errors heard. What breaks a session, whoever uses it meets as well. */
export function heedErrors(pool: pg.Pool): void {
  if (heeded.has(pool)) return
  heeded.add(pool)
  pool.on('connect', (client) => client.on('error', () => undefined))
}
