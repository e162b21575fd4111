-- Which flow versions an environment's Langflow has. What was done, and by whom, is in the audit log as well.

CREATE TABLE IF NOT EXISTS crosswalk.published_flows (
  agent text NOT NULL,
  version text NOT NULL,
  -- Made from agent and version, so that it is the same in every environment: see shared/flow/published-id.ts.
  flow_id uuid NOT NULL,
  -- Of the flow's meaning, as it was read back.
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  release_id uuid NOT NULL REFERENCES crosswalk.releases (id),
  -- Host and port.
  langflow text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now(),
  published_by text NOT NULL CHECK (btrim(published_by) <> ''),
  unpublished_at timestamptz,
  unpublished_by text,
  PRIMARY KEY (agent, version)
);

INSERT INTO crosswalk.rights (role, object, privilege) VALUES
  ('crosswalk_reader', 'crosswalk.published_flows', 'SELECT'),
  ('crosswalk_sidecar', 'crosswalk.published_flows', 'SELECT'),
  ('crosswalk_operator', 'crosswalk.published_flows', 'SELECT'),
  ('crosswalk_operator', 'crosswalk.published_flows', 'INSERT'),
  ('crosswalk_operator', 'crosswalk.published_flows', 'UPDATE')
ON CONFLICT DO NOTHING;
