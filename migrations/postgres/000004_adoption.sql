-- What adopting a database leaves behind: rows that were set aside, parents that were made up, and since when
-- a config exists.

-- Rows that stood in the way of a constraint, whole, until somebody puts them back. No foreign keys: they are
-- here because they fit none.
CREATE TABLE IF NOT EXISTS crosswalk.set_aside (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  table_name text NOT NULL,
  -- As it stands in the row: it may be malformed, and more than one row may have it.
  row_id text,
  -- Each column's value as PostgreSQL writes it, null for NULL. As text, for a json, a float or a type that we do
  -- not know would not come back letter for letter from a jsonb of the row.
  row_values jsonb NOT NULL,
  -- Where only one column's value was taken away and the row stays.
  column_name text,
  -- A config that was set aside takes its history along, and is put back with it.
  with_id uuid REFERENCES crosswalk.set_aside (id) DEFERRABLE INITIALLY DEFERRED,
  reason text NOT NULL,
  set_aside_at timestamptz NOT NULL DEFAULT now(),
  set_aside_by text NOT NULL,
  restored_at timestamptz,
  restored_by text
);

CREATE INDEX IF NOT EXISTS set_aside_row ON crosswalk.set_aside (table_name, row_id);
CREATE INDEX IF NOT EXISTS set_aside_with ON crosswalk.set_aside (with_id);

-- Tenants and users that we made up, so that the configs that name them have a parent. `row_values` is the row as
-- it was made: one that somebody has changed since is nobody's placeholder any more.
CREATE TABLE IF NOT EXISTS crosswalk.placeholders (
  table_name text NOT NULL,
  row_id uuid NOT NULL,
  row_values jsonb NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  made_by text NOT NULL,
  PRIMARY KEY (table_name, row_id)
);

-- Since when a config exists, by the clock and in the type of everything of ours. The column created_at cannot tell: it has no
-- time zone, so that it says what the clock showed in the session that wrote it, wherever that was, and
-- applications may write what they like. A config that is not in here was there before the table.
CREATE TABLE IF NOT EXISTS crosswalk.created_configs (
  config_id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  flow_version text
);

-- With the rights of its owner: whoever may insert a config need not know of our schema.
CREATE OR REPLACE FUNCTION crosswalk.note_created_configs() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  -- One that was deleted and comes back with its id, as from a backup, is not new.
  INSERT INTO crosswalk.created_configs (config_id, flow_version)
  SELECT id, flow_version FROM created
  ON CONFLICT (config_id) DO NOTHING;
  RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION crosswalk.note_created_configs() FROM PUBLIC;

-- Whether a config was created at that moment or later.
CREATE OR REPLACE FUNCTION crosswalk.is_created_since(config uuid, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT EXISTS (SELECT FROM crosswalk.created_configs AS c WHERE c.config_id = config AND c.created_at >= moment)
$$;

DO $$
BEGIN
  -- Not there yet where an adoption runs this file before the others; it is then run again.
  IF to_regclass('crosswalk.rights') IS NOT NULL THEN
    INSERT INTO crosswalk.rights (role, object, privilege) VALUES
      ('crosswalk_reader', 'crosswalk.set_aside', 'SELECT'),
      ('crosswalk_reader', 'crosswalk.placeholders', 'SELECT'),
      ('crosswalk_reader', 'crosswalk.created_configs', 'SELECT'),
      ('crosswalk_operator', 'crosswalk.created_configs', 'SELECT'),
      ('crosswalk_reader', 'crosswalk.is_created_since(uuid, timestamptz)', 'EXECUTE'),
      ('crosswalk_operator', 'crosswalk.is_created_since(uuid, timestamptz)', 'EXECUTE')
    ON CONFLICT DO NOTHING;
  END IF;
  -- While an adoption has not made the ids UUIDs yet, the trigger would refuse what applications insert.
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('public.walker_agent_user_configs')
                AND attname = 'id' AND atttypid = 'uuid'::regtype) THEN
    -- By CREATE OR REPLACE it would be shorter, but PostgreSQL 13 has none; a DROP would lock out readers.
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'crosswalk_created'
                      AND tgrelid = 'public.walker_agent_user_configs'::regclass) THEN
      CREATE TRIGGER crosswalk_created AFTER INSERT ON public.walker_agent_user_configs
        REFERENCING NEW TABLE AS created
        FOR EACH STATEMENT EXECUTE FUNCTION crosswalk.note_created_configs();
    END IF;
    -- For releases that were pushed before this file: what counted as created since goes on doing so. After the
    -- trigger, so that nothing is created in between.
    IF to_regclass('crosswalk.releases') IS NOT NULL
       AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('public.walker_agent_user_configs')
                      AND attname = 'created_at') THEN
      INSERT INTO crosswalk.created_configs (config_id, created_at, flow_version)
      SELECT id, created_at::timestamptz, flow_version FROM public.walker_agent_user_configs
       WHERE created_at::timestamptz >= (SELECT min(created_at) FROM crosswalk.releases)
      ON CONFLICT (config_id) DO NOTHING;
    END IF;
  END IF;
END
$$;
