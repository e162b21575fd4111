-- Rollouts that several processes work on: what is wanted of each, and who takes batches.

-- What is wanted of a rollout. Whoever works on it looks here; anybody with the right may say otherwise, from any machine.
CREATE TABLE IF NOT EXISTS crosswalk.rollouts (
  release_id uuid PRIMARY KEY REFERENCES crosswalk.releases (id),
  wish text NOT NULL CHECK (wish IN ('run', 'pause', 'cancel', 'done')),
  -- The wave to go up to, and whether by itself, each one after the other once the one before has held.
  wave integer NOT NULL,
  promote boolean NOT NULL DEFAULT false,
  -- Configs a second, at most.
  max_rate double precision CHECK (max_rate > 0),
  reason text,
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now()
);

-- Processes that take batches. One that has not been seen for some seconds is gone.
CREATE TABLE IF NOT EXISTS crosswalk.workers (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  concurrency integer NOT NULL CHECK (concurrency > 0),
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO crosswalk.rights (role, object, privilege)
SELECT role, object, 'SELECT'
  FROM (VALUES ('crosswalk_reader'), ('crosswalk_author'), ('crosswalk_approver'), ('crosswalk_operator')) AS r (role),
       (VALUES ('crosswalk.rollouts'), ('crosswalk.workers')) AS o (object)
UNION ALL
SELECT 'crosswalk_operator', object, privilege
  FROM (VALUES ('crosswalk.rollouts', 'INSERT'), ('crosswalk.rollouts', 'UPDATE'), ('crosswalk.workers', 'INSERT'),
               ('crosswalk.workers', 'UPDATE'), ('crosswalk.workers', 'DELETE')) AS o (object, privilege)
ON CONFLICT DO NOTHING;
