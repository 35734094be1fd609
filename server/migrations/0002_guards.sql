-- Generated from engine/authority/guards.sql by `npm run migrations`; do not edit.
-- What the authority has said stays said: these tables take rows and never change or lose one.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only takes new rows', TG_TABLE_NAME USING ERRCODE = '42501',
    HINT = 'A mistake is put right by another fact.';
END $$;

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['facts', 'outcomes', 'audit', 'stock_moves', 'orders'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse_change()',
      kept || '_only_takes_rows', kept);
  END LOOP;
END $$;

-- Rows that are written again and again stay on their page, so that no index has to follow them.
ALTER TABLE lanes SET (fillfactor = 50);
ALTER TABLE stock SET (fillfactor = 50);
ALTER TABLE counters SET (fillfactor = 50);

-- A decision's texts stay in their row, uncompressed up to a page: squeezing them costs more than deciding the order.
ALTER TABLE facts SET (toast_tuple_target = 8160);
ALTER TABLE outcomes SET (toast_tuple_target = 8160);
ALTER TABLE audit SET (toast_tuple_target = 8160);
ALTER TABLE pending SET (toast_tuple_target = 8160);

-- Lanes that nobody has to found.
INSERT INTO lanes (name) VALUES ('ops'), ('platform');
