-- Where the row of these personal values stands, so that rows are found by their address, the newest first. The address
-- itself stays in the values alone: it is gone with them. A key of the values is told from what somebody typed by its
-- quotes, which are escaped within a value.
ALTER TABLE "audit_person" ADD COLUMN "chain" TEXT, ADD COLUMN "seq" BIGINT;

UPDATE "audit_person" p SET "chain" = 'schedule', "seq" = a."seq" FROM "schedule_audit" a WHERE a."id" = p."audit_id";
UPDATE "audit_person" p SET "chain" = 'activity', "seq" = a."seq" FROM "activity_audit" a WHERE a."id" = p."audit_id";

ALTER TABLE "audit_person" ALTER COLUMN "chain" SET NOT NULL, ALTER COLUMN "seq" SET NOT NULL;

-- As before, but for the last two columns of audit_person: whoever calls it needs to know of nothing.
CREATE OR REPLACE FUNCTION audit_append(
  chain_name text, row_id uuid, actor_id text, actor_type text, action text, outcome text, subject text, reason text,
  request_id text, schedule_id text, environment_id text, team_id text, generation integer, body text,
  person_salt bytea, person_values text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  head "audit_head";
  at timestamptz;
  next_hash bytea;
BEGIN
  SELECT * INTO STRICT head FROM "audit_head" WHERE "chain" = chain_name FOR UPDATE;
  at := clock_timestamp();
  next_hash := sha256(head.hash || convert_to(
    (head.seq + 1)::text || '|' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '|' || body, 'UTF8'));
  IF chain_name = 'schedule' THEN
    INSERT INTO "schedule_audit" VALUES (head.seq + 1, row_id, at, actor_id, actor_type, action, outcome, schedule_id,
      environment_id, team_id, generation, subject, reason, request_id, body, head.hash, next_hash);
  ELSE
    INSERT INTO "activity_audit" VALUES (head.seq + 1, row_id, at, actor_id, actor_type, action, outcome, subject, reason,
      request_id, body, head.hash, next_hash);
  END IF;
  INSERT INTO "audit_person" VALUES (row_id, person_salt, person_values, chain_name, head.seq + 1);
  UPDATE "audit_head" SET "seq" = head.seq + 1, "hash" = next_hash WHERE "chain" = chain_name;
  RETURN head.seq + 1;
END $$;

CREATE INDEX "audit_person_address_idx"
  ON "audit_person" ("chain", substring("values" from '"ip":"([^"]*)"'), "seq" DESC);

CREATE INDEX "schedule_audit_team_id_seq_idx" ON "schedule_audit"("team_id", "seq" DESC);
CREATE INDEX "schedule_audit_environment_id_seq_idx" ON "schedule_audit"("environment_id", "seq" DESC);
CREATE INDEX "schedule_audit_outcome_seq_idx" ON "schedule_audit"("outcome", "seq" DESC);
CREATE INDEX "schedule_audit_request_id_seq_idx" ON "schedule_audit"("request_id", "seq" DESC);
CREATE INDEX "activity_audit_outcome_seq_idx" ON "activity_audit"("outcome", "seq" DESC);
CREATE INDEX "activity_audit_request_id_seq_idx" ON "activity_audit"("request_id", "seq" DESC);

-- Words of what it was about and why.
CREATE INDEX "schedule_audit_search_idx"
  ON "schedule_audit" USING gin ((lower("subject" || ' ' || COALESCE("reason", ''))) gin_trgm_ops);
CREATE INDEX "activity_audit_search_idx"
  ON "activity_audit" USING gin ((lower("subject" || ' ' || COALESCE("reason", ''))) gin_trgm_ops);

-- The few rows whose details name a team, an environment or a schedule.
CREATE INDEX "activity_audit_of_team_idx" ON "activity_audit"("seq" DESC) WHERE "body" LIKE '%"teamId":"%';
CREATE INDEX "activity_audit_of_environment_idx" ON "activity_audit"("seq" DESC) WHERE "body" LIKE '%"environmentId":"%';
CREATE INDEX "activity_audit_of_schedule_idx" ON "activity_audit"("seq" DESC) WHERE "body" LIKE '%"scheduleId":"%';
