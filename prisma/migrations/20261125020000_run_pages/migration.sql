-- A run changes after it was made, and no index holds what changes of it: where its page has room for the new row, the
-- change leaves the indexes alone. A table with partitions takes no such setting: each of them has its own.
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
        IF parent = 'run' THEN
          EXECUTE format('ALTER TABLE %I SET (fillfactor = 50)', partition);
        END IF;
      END IF;
    END LOOP;
  END LOOP;
  PERFORM audit_guard_partitions();
END $$;

DO $$
DECLARE
  partition regclass;
BEGIN
  FOR partition IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'run'::regclass LOOP
    EXECUTE format('ALTER TABLE %s SET (fillfactor = 50)', partition);
  END LOOP;
END $$;
