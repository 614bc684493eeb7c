-- An extra run, which somebody asked for at an instant, years ahead if they like. Its row stands in the default partition
-- until its month gets one of its own.
ALTER TABLE "run" DROP CONSTRAINT "run_origin_check",
  ADD CONSTRAINT "run_origin_check" CHECK ("origin" IN ('clock', 'message', 'manual', 'extra', 'rerun', 'direct'));

-- Makes a month's partition of the runs or of their attempts, out of rows that stand in the default one. What keeps
-- people from removing history rests meanwhile: nothing is removed, and nobody else may write there until it is over.
CREATE FUNCTION run_partition_from_default(parent text, partition text, month timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  till timestamptz := month + interval '1 month';
BEGIN
  EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition, parent);
  EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', parent || '_default');
  EXECUTE format('WITH moved AS (DELETE FROM %I WHERE slot_at >= %L AND slot_at < %L RETURNING *)
    INSERT INTO %I SELECT * FROM moved', parent || '_default', month, till, partition);
  EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', parent || '_default');
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, partition, month, till);
END $$;
REVOKE ALL ON FUNCTION run_partition_from_default(text, text, timestamptz) FROM PUBLIC;
