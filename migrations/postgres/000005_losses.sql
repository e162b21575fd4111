-- Losses that were accepted by name are part of a release's bundle, and so of what is approved. The entry of an
-- approval in the audit log says which they were, for whoever reads the log has not the bundle before him.
--
-- A trigger, so that crosswalk.approve() stays the one place that makes the entry. Triggers fire in the order of
-- their names: this one before audit_log_link, whose hash covers what it adds.
CREATE OR REPLACE FUNCTION crosswalk.audit_accepted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  accepted jsonb;
BEGIN
  -- json, not jsonb, on the way: a bundle may hold texts that jsonb does not take.
  SELECT (r.bundle::json -> 'accepted')::jsonb INTO accepted FROM crosswalk.releases r WHERE r.id::text = NEW.subject;
  IF jsonb_typeof(accepted) = 'array' AND accepted <> '[]' THEN
    NEW.detail := NEW.detail || jsonb_build_object('accepted', accepted);
  END IF;
  RETURN NEW;
END
$$;

DROP TRIGGER IF EXISTS audit_log_accepted ON crosswalk.audit_log;
CREATE TRIGGER audit_log_accepted BEFORE INSERT ON crosswalk.audit_log
  FOR EACH ROW WHEN (NEW.action = 'release.approve') EXECUTE FUNCTION crosswalk.audit_accepted();
