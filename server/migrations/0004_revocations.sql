-- What was revoked, for nodes that the bus did not tell. Written by whoever revokes, in the same transaction, so nobody
-- can forget it; swept after a day.
CREATE TABLE revocations (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Of which transaction: numbers are drawn before commit, so reading them alone would pass over a late one.
  xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz(3) NOT NULL DEFAULT now(),
  person text NOT NULL,
  -- Of one device; of all without.
  device uuid,
  is_out boolean NOT NULL
);
CREATE INDEX revocations_in_order ON revocations (xact);

CREATE FUNCTION note_changed_rights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO revocations (person, is_out) VALUES (NEW.person, false);
  RETURN NULL;
END $$;
CREATE TRIGGER memberships_noted AFTER INSERT OR UPDATE ON memberships
  FOR EACH ROW EXECUTE FUNCTION note_changed_rights();

CREATE FUNCTION note_ended_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO revocations (person, device, is_out) VALUES (OLD.person, OLD.device, true);
  RETURN NULL;
END $$;
CREATE TRIGGER sessions_noted AFTER UPDATE OF revoked_at ON sessions
  FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
  EXECUTE FUNCTION note_ended_session();

CREATE FUNCTION note_erased_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO revocations (person, is_out) VALUES (OLD.id, true);
  RETURN NULL;
END $$;
CREATE TRIGGER persons_noted AFTER DELETE ON persons
  FOR EACH ROW EXECUTE FUNCTION note_erased_person();
