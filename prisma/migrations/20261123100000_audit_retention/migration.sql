-- The months of each audit whose rows stand in files, in their order and without a gap.
CREATE TABLE "audit_archive" (
  "chain" TEXT NOT NULL,
  -- As in 2026-01, by UTC.
  "month" TEXT NOT NULL,
  "from_seq" BIGINT NOT NULL,
  "to_seq" BIGINT NOT NULL,
  -- The hash before the first row, and that of the last one.
  "first_previous" BYTEA NOT NULL,
  "last_hash" BYTEA NOT NULL,
  -- Of the file with the rows.
  "sha256" BYTEA NOT NULL,
  -- The signed text that says all this.
  "manifest" TEXT NOT NULL,
  "archived_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  -- Since then the files are gone too.
  "removed_at" TIMESTAMPTZ(3),
  PRIMARY KEY ("chain", "month"),
  UNIQUE ("chain", "to_seq"),
  CONSTRAINT "audit_archive_range_check" CHECK ("to_seq" >= "from_seq")
);

CREATE FUNCTION audit_month_end(month_name text) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT (($1 || '-01')::timestamp + interval '1 month') AT TIME ZONE 'UTC'
$$;

CREATE FUNCTION audit_refuse_archive(reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is not archived: %', reason USING ERRCODE = 'insufficient_privilege';
END $$;

-- Whether a digest that is kept outside the database was signed at this row or after it.
CREATE FUNCTION audit_is_signed(chain_name text, last_seq bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM "audit_digest" WHERE "chain" = $1 AND "seq" >= $2 AND "kept_at" IS NOT NULL)
$$;

-- Records that the rows up to last_seq, those of a whole month, stand in a file, and deletes the personal values beside
-- them. people is how many of those the archive has: where some were erased since it was written, it is refused. signed is
-- its manifest.
CREATE FUNCTION audit_archive_record(
  chain_name text, month_name text, first_seq bigint, last_seq bigint, previous bytea, end_hash bytea, file_sha256 bytea,
  people bigint, signed text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  before record;
  month_end timestamptz := audit_month_end(month_name);
  parent text := chain_name || '_audit';
  fits boolean;
  deleted bigint;
BEGIN
  LOCK TABLE "audit_archive" IN SHARE ROW EXCLUSIVE MODE;
  IF chain_name NOT IN ('schedule', 'activity') THEN
    PERFORM audit_refuse_archive('there is no such audit');
  END IF;
  SELECT 0::bigint AS seq, sha256(convert_to('rota ' || chain_name || ' audit', 'UTF8')) AS hash INTO before;
  SELECT a."to_seq" AS seq, a."last_hash" AS hash INTO before FROM (
    SELECT "to_seq", "last_hash" FROM "audit_archive" WHERE "chain" = chain_name
    UNION ALL SELECT before.seq, before.hash ORDER BY 1 DESC LIMIT 1
  ) a;
  IF first_seq <> before.seq + 1 OR previous <> before.hash THEN
    PERFORM audit_refuse_archive(format('row %s does not follow on what is archived', first_seq));
  END IF;
  IF month_end > now() THEN
    PERFORM audit_refuse_archive(format('the month %s is not over', month_name));
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE seq = $1 AND hash = $2)
      AND NOT EXISTS (SELECT FROM %I WHERE occurred_at < $3 AND seq > $1)', parent, parent)
    INTO fits USING last_seq, end_hash, month_end;
  IF NOT fits THEN
    PERFORM audit_refuse_archive(format('row %s is not the last one of %s', last_seq, month_name));
  END IF;
  IF NOT audit_is_signed(chain_name, last_seq) THEN
    PERFORM audit_refuse_archive(format('no digest that is kept covers row %s', last_seq));
  END IF;
  EXECUTE format('DELETE FROM audit_person p USING %I a WHERE a.seq BETWEEN $1 AND $2 AND p.audit_id = a.id', parent)
    USING first_seq, last_seq;
  GET DIAGNOSTICS deleted = ROW_COUNT;
  IF deleted <> people THEN
    PERFORM audit_refuse_archive(format('the file has %s people, the database %s: some were erased since', people, deleted));
  END IF;
  INSERT INTO "audit_archive" ("chain", "month", "from_seq", "to_seq", "first_previous", "last_hash", "sha256", "manifest")
    VALUES (chain_name, month_name, first_seq, last_seq, previous, end_hash, file_sha256, signed);
  RETURN deleted;
END $$;

-- Removes what is archived: partitions up to the last archived month, and what of it stands in the default partition. It
-- gives up soon where others read: writers wait meanwhile. Returns how many partitions are gone.
CREATE FUNCTION audit_archive_release(chain_name text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
  archived record;
  parent regclass := (chain_name || '_audit')::regclass;
  rest regclass := (chain_name || '_audit_default')::regclass;
  partition regclass;
  found_row boolean;
  dropped integer := 0;
BEGIN
  SELECT * INTO archived FROM "audit_archive" WHERE "chain" = chain_name ORDER BY "to_seq" DESC LIMIT 1;
  IF archived IS NULL THEN
    PERFORM audit_refuse_archive('no archive is recorded');
  END IF;
  IF NOT audit_is_signed(chain_name, archived."to_seq") THEN
    PERFORM audit_refuse_archive(format('no digest that is kept covers row %s', archived."to_seq"));
  END IF;
  FOR partition IN
    SELECT c.oid FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = parent AND c.oid <> rest
      AND substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)')::timestamptz
        <= audit_month_end(archived."month")
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE seq > $1)', partition) INTO found_row USING archived."to_seq";
    IF found_row THEN
      PERFORM audit_refuse_archive(format('%s has rows that are not archived', partition));
    END IF;
    EXECUTE format('DROP TABLE %s', partition);
    dropped := dropped + 1;
  END LOOP;
  EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE seq <= $1)', rest) INTO found_row USING archived."to_seq";
  IF found_row THEN
    EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', parent, rest);
    EXECUTE format('DELETE FROM %s WHERE seq <= $1', rest) USING archived."to_seq";
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s DEFAULT', parent, rest);
  END IF;
  RETURN dropped;
END $$;

REVOKE ALL ON FUNCTION audit_month_end(text), audit_refuse_archive(text), audit_is_signed(text, bigint), audit_archive_record,
  audit_archive_release(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_append, audit_archive_record, audit_archive_release(text) TO rota_maintenance;
GRANT SELECT ON "audit_archive" TO rota_app, rota_maintenance;
GRANT UPDATE ("removed_at") ON "audit_archive" TO rota_maintenance;
-- Personal values are deleted through functions alone.
REVOKE DELETE ON "audit_person" FROM rota_maintenance;
