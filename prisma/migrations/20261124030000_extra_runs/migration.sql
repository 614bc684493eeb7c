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

CREATE OR REPLACE FUNCTION partitions_ensure(months_ahead integer) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  parent text;
  month timestamptz;
  partition text;
BEGIN
  FOREACH parent IN ARRAY ARRAY['run', 'run_attempt', 'schedule_audit', 'activity_audit'] LOOP
    FOR i IN 0..months_ahead LOOP
      month := date_trunc('month', now(), 'UTC') + make_interval(months => i);
      partition := parent || to_char(month AT TIME ZONE 'UTC', '"_"YYYY"_"MM');
      IF to_regclass(partition) IS NULL THEN
        BEGIN
          EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
            partition, parent, month, month + interval '1 month');
          RETURN NEXT partition;
        EXCEPTION WHEN check_violation THEN
          IF parent IN ('run', 'run_attempt') THEN
            PERFORM run_partition_from_default(parent, partition, month);
            RETURN NEXT partition;
          ELSE
            RAISE WARNING 'partition % can not be made: rows of its month stand in the default partition', partition;
          END IF;
        END;
      END IF;
    END LOOP;
  END LOOP;
  PERFORM audit_guard_partitions();
END $$;
