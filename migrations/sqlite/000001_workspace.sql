-- Snapshots and previews of a workspace. Nothing here is the only copy of anything: a snapshot can be
-- pulled again and a preview run again.

-- taken_at: the point in time, by the database's clock, that every row of the snapshot is of.
-- source: which database and how far it was, so that a resume knows whether row_version still means anything.
-- attempt: counts the pulls that worked on it; only the newest may write (two processes resuming at once).
CREATE TABLE snapshots (
  ref INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  environment TEXT NOT NULL,
  agent TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pulling', 'complete', 'cancelled')),
  taken_at TEXT NOT NULL,
  masked TEXT,
  source TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 1,
  configs INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Rows come in id order and are read in id order, so they live in the key's own tree. With pages of
-- 16 kB a config of up to 4 kB stays in its page: 100 000 rows of 1.4 kB took 0.70 s to write and 0.12 s to
-- read in 182 MB; with SQLite's own 4 kB pages, 2.96 s, 0.92 s and 468 MB.
-- source_hash: hash of the config before masks, only where masks are in force.
-- row_version: xmin of the row, which tells a resume whether it changed.
CREATE TABLE snapshot_configs (
  snapshot INTEGER NOT NULL REFERENCES snapshots (ref),
  config_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  flow_version TEXT NOT NULL,
  config TEXT NOT NULL,
  source_hash TEXT,
  row_version TEXT NOT NULL,
  PRIMARY KEY (snapshot, config_id)
) STRICT, WITHOUT ROWID;

-- frontier: every config up to this id is done. checkpoint: what the run has gathered up to there.
CREATE TABLE previews (
  ref INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  snapshot INTEGER NOT NULL REFERENCES snapshots (ref),
  agent TEXT NOT NULL,
  to_version TEXT NOT NULL,
  bundle_digest TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'complete', 'cancelled')),
  created_at TEXT NOT NULL,
  finished_at TEXT,
  attempt INTEGER NOT NULL DEFAULT 1,
  done INTEGER NOT NULL DEFAULT 0,
  frontier TEXT,
  checkpoint TEXT,
  digest TEXT,
  counts TEXT
) STRICT;

CREATE TABLE preview_configs (
  preview INTEGER NOT NULL REFERENCES previews (ref),
  config_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('migrated', 'unchanged', 'failed')),
  from_version TEXT,
  input_hash TEXT,
  output_hash TEXT,
  shape_id TEXT,
  exact INTEGER NOT NULL CHECK (exact IN (0, 1)),
  error TEXT,
  PRIMARY KEY (preview, config_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX preview_configs_shape ON preview_configs (preview, shape_id, config_id);

-- What a person reads of a preview, written once at its end. position keeps the order that it was given in.
CREATE TABLE preview_shapes (
  preview INTEGER NOT NULL REFERENCES previews (ref),
  position INTEGER NOT NULL,
  shape_id TEXT NOT NULL,
  configs INTEGER NOT NULL,
  summary TEXT NOT NULL,
  operations TEXT NOT NULL,
  example TEXT NOT NULL,
  details TEXT NOT NULL,
  PRIMARY KEY (preview, position),
  UNIQUE (preview, shape_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE preview_losses (
  preview INTEGER NOT NULL REFERENCES previews (ref),
  position INTEGER NOT NULL,
  path TEXT NOT NULL,
  class TEXT NOT NULL,
  step TEXT,
  configs INTEGER NOT NULL,
  shapes TEXT NOT NULL,
  PRIMARY KEY (preview, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE preview_findings (
  preview INTEGER NOT NULL REFERENCES previews (ref),
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  place TEXT NOT NULL,
  message TEXT NOT NULL,
  remedy TEXT NOT NULL,
  configs INTEGER NOT NULL,
  PRIMARY KEY (preview, position)
) STRICT, WITHOUT ROWID;
