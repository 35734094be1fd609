/** The tables of `tables.ts` as SQLite has them: hashes and actors in hex, lists joined by commas, times in milliseconds. */
export const TABLES = `
CREATE TABLE IF NOT EXISTS documents (
  id TEXT PRIMARY KEY, sort TEXT NOT NULL, about TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL,
  heads TEXT NOT NULL, ops INTEGER NOT NULL, max_op INTEGER NOT NULL, bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS changes (
  doc TEXT NOT NULL REFERENCES documents (id), n INTEGER NOT NULL, hash TEXT NOT NULL, actor TEXT NOT NULL,
  seq INTEGER NOT NULL, start_op INTEGER NOT NULL, ops INTEGER NOT NULL, deps TEXT NOT NULL, bytes BLOB,
  person TEXT NOT NULL, device TEXT NOT NULL, via TEXT, at INTEGER NOT NULL,
  PRIMARY KEY (doc, n), UNIQUE (doc, hash), UNIQUE (doc, actor, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS snapshots (
  doc TEXT NOT NULL REFERENCES documents (id), n INTEGER NOT NULL, heads TEXT NOT NULL, bytes BLOB NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (doc, n)
) STRICT;
CREATE TABLE IF NOT EXISTS actors (
  doc TEXT NOT NULL REFERENCES documents (id), actor TEXT NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL,
  via TEXT, at INTEGER NOT NULL, PRIMARY KEY (doc, actor)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quarantine (
  id TEXT PRIMARY KEY, doc TEXT NOT NULL, hash TEXT NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL,
  reason TEXT NOT NULL, detail TEXT NOT NULL, bytes BLOB, at INTEGER NOT NULL, UNIQUE (doc, hash)
) STRICT;
CREATE TABLE IF NOT EXISTS quarantine_counts (
  person TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (person, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS quarantine_person ON quarantine (person);
CREATE TABLE IF NOT EXISTS host_identity (one INTEGER PRIMARY KEY CHECK (one = 1), storage_id TEXT NOT NULL) STRICT;
`
