-- A new gate has let nothing pass yet, so its bucket is full: an empty one kept the first run waiting for a whole interval
-- of its rate. More than the bucket holds is left out as it is looked at first.
CREATE OR REPLACE FUNCTION gate_state_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "gate_state" ("gate_id", "tokens", "at", "asked_at")
    VALUES (NEW."id", NEW."burst", clock_timestamp(), clock_timestamp());
  RETURN NULL;
END $$;
