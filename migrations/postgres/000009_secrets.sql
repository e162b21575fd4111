-- Secrets in configs: which keys have encrypted any, and the one way in which a row of the history may change.

-- A key is known by its id, and told from another under the same id by its fingerprint: whoever set the wrong key is
-- refused before anything is encrypted that nobody else could read. The fingerprint tells nothing of the key.
CREATE TABLE IF NOT EXISTS crosswalk.secret_keys (
  id text PRIMARY KEY,
  fingerprint text NOT NULL,
  first_used_at timestamptz NOT NULL DEFAULT now(),
  first_used_by text NOT NULL DEFAULT session_user
);

-- Notes a key at its first use, and gives the fingerprint that counts.
CREATE OR REPLACE FUNCTION crosswalk.claim_secret_key(key_id text, key_fingerprint text) RETURNS text
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO crosswalk.secret_keys (id, fingerprint) VALUES (key_id, key_fingerprint) ON CONFLICT (id) DO NOTHING;
  SELECT k.fingerprint FROM crosswalk.secret_keys AS k WHERE k.id = key_id;
$$;

-- Whether the second value is the first with nothing but encrypted values put in, or encrypted anew under their ids.
CREATE OR REPLACE FUNCTION crosswalk.differs_by_secrets(before jsonb, after jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF before = after THEN
    RETURN true;
  END IF;
  IF jsonb_typeof(after) = 'object' AND after ? '$secret' AND jsonb_typeof(after -> '$secret') = 'object'
     AND after = jsonb_build_object('$secret', after -> '$secret')
     AND after -> '$secret' ?& ARRAY['v', 'key', 'id', 'iv', 'data', 'tag'] THEN
    RETURN NOT (jsonb_typeof(before) = 'object' AND before ? '$secret')
        OR (before -> '$secret' -> 'id' = after -> '$secret' -> 'id') IS TRUE;
  END IF;
  IF jsonb_typeof(before) = 'object' AND jsonb_typeof(after) = 'object' THEN
    RETURN (SELECT count(*) FROM jsonb_object_keys(before)) = (SELECT count(*) FROM jsonb_object_keys(after))
       AND NOT EXISTS (SELECT FROM jsonb_each(before) AS b
                        WHERE NOT (after ? b.key AND crosswalk.differs_by_secrets(b.value, after -> b.key)));
  END IF;
  IF jsonb_typeof(before) = 'array' AND jsonb_typeof(after) = 'array' THEN
    RETURN jsonb_array_length(before) = jsonb_array_length(after)
       AND NOT EXISTS (SELECT FROM jsonb_array_elements(before) WITH ORDINALITY AS b (value, place)
                        WHERE NOT crosswalk.differs_by_secrets(b.value, after -> (b.place::int - 1)));
  END IF;
  RETURN false;
END
$$;

-- Puts encrypted values into a state of the history. Nobody is granted to write there, and this changes nothing else.
CREATE OR REPLACE FUNCTION crosswalk.reseal_state(state uuid, config jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE public.walker_agent_config_versions AS h SET config_snapshot = config
   WHERE h.id = state AND crosswalk.differs_by_secrets(h.config_snapshot, config);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'state % of the history is not there, or would be changed in more than its secrets', state
      USING ERRCODE = 'CW005',
            DETAIL = jsonb_build_object('table', 'public.walker_agent_config_versions')::text;
  END IF;
END
$$;

REVOKE ALL ON FUNCTION crosswalk.claim_secret_key(text, text), crosswalk.differs_by_secrets(jsonb, jsonb),
                       crosswalk.reseal_state(uuid, jsonb) FROM PUBLIC;

INSERT INTO crosswalk.rights (role, object, privilege) VALUES
  ('crosswalk_reader', 'crosswalk.secret_keys', 'SELECT'),
  ('crosswalk_operator', 'crosswalk.secret_keys', 'SELECT'),
  ('crosswalk_sidecar', 'crosswalk.secret_keys', 'SELECT'),
  ('crosswalk_operator', 'crosswalk.set_aside', 'SELECT'),
  ('crosswalk_operator', 'crosswalk.claim_secret_key(text, text)', 'EXECUTE'),
  ('crosswalk_sidecar', 'crosswalk.claim_secret_key(text, text)', 'EXECUTE'),
  ('crosswalk_operator', 'crosswalk.reseal_state(uuid, jsonb)', 'EXECUTE')
ON CONFLICT DO NOTHING;
