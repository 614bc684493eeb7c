-- A trigger for rows stands on every partition as soon as it is one; one for TRUNCATE on the partitioned table alone. So
-- the owner could empty a partition by its own name. What another role made as a partition is left to that role.
CREATE FUNCTION audit_guard_partitions() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  partition regclass;
BEGIN
  FOR partition IN
    SELECT c.oid FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent IN ('schedule_audit'::regclass, 'activity_audit'::regclass) AND pg_has_role(c.relowner, 'USAGE')
      AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'audit_refuse_truncate')
  LOOP
    EXECUTE format('CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT
      EXECUTE FUNCTION audit_refuse_change()', partition);
  END LOOP;
END $$;

SELECT audit_guard_partitions();
REVOKE ALL ON FUNCTION audit_guard_partitions() FROM PUBLIC;

-- What the worker last found of each bucket that digests are kept in.
CREATE TABLE "audit_bucket" (
  "bucket" TEXT NOT NULL,
  "lock" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "audit_bucket_pkey" PRIMARY KEY ("bucket"),
  CONSTRAINT "audit_bucket_lock_check" CHECK ("lock" IN ('kept', 'none', 'no-period', 'unknown'))
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "audit_bucket" TO rota_app;

-- Sessions that ended long ago are removed.
GRANT DELETE ON "session" TO rota_app;
CREATE INDEX "session_expires_at_idx" ON "session" ("expires_at");
