-- The trigram index behind the search of the list.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateEnum
CREATE TYPE "ScheduleState" AS ENUM ('on', 'paused', 'disabled', 'completed', 'deleted');

-- CreateEnum
CREATE TYPE "SyncStatus" AS ENUM ('pending', 'live', 'failed');

-- CreateEnum
CREATE TYPE "TargetKind" AS ENUM ('ecs', 'lambda', 'sqs', 'sns');

-- CreateEnum
CREATE TYPE "Delivery" AS ENUM ('direct', 'through');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('viewer', 'operator', 'editor', 'administrator');

-- CreateTable
CREATE TABLE "installation" (
    "id" TEXT NOT NULL,
    "min_worker_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "environment" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "production" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "environment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "environment_pace" (
    "environment_id" TEXT NOT NULL,
    "arrival_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "environment_pace_pkey" PRIMARY KEY ("environment_id")
);

-- CreateTable
CREATE TABLE "team" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_grant" (
    "id" TEXT NOT NULL,
    "group_sid" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "team_id" TEXT,
    "environment_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "role_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "account_name" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "mail" TEXT,
    "last_sign_in_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "groups" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schedule" (
    "id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "tags" TEXT[],
    "state" "ScheduleState" NOT NULL DEFAULT 'on',
    "state_reason" TEXT,
    "state_by" TEXT,
    "state_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivery" "Delivery" NOT NULL DEFAULT 'direct',
    "expression" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "start_at" TIMESTAMPTZ(3),
    "end_at" TIMESTAMPTZ(3),
    "rate_anchor" TIMESTAMPTZ(3),
    "flexible_minutes" INTEGER NOT NULL DEFAULT 0,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schedule_clock" (
    "schedule_id" TEXT NOT NULL,
    "next_run_at" TIMESTAMPTZ(3),
    "last_slot_at" TIMESTAMPTZ(3),

    CONSTRAINT "schedule_clock_pkey" PRIMARY KEY ("schedule_id")
);

-- CreateTable
CREATE TABLE "schedule_sync" (
    "schedule_id" TEXT NOT NULL,
    "status" "SyncStatus" NOT NULL DEFAULT 'pending',
    "wanted_generation" INTEGER NOT NULL DEFAULT 1,
    "synced_generation" INTEGER NOT NULL DEFAULT 0,
    "checked_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "lease_token" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "request_id" TEXT,

    CONSTRAINT "schedule_sync_pkey" PRIMARY KEY ("schedule_id")
);

-- CreateTable
CREATE TABLE "target" (
    "id" TEXT NOT NULL,
    "schedule_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "TargetKind" NOT NULL,
    "arn" TEXT NOT NULL,
    "role_arn" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "input" TEXT,
    "secret_fields" TEXT[],
    "retry_attempts" INTEGER NOT NULL,
    "max_age_seconds" INTEGER NOT NULL,
    "dead_letter_arn" TEXT,

    CONSTRAINT "target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "aws_schedule" (
    "name" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "schedule_id" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "hash" TEXT,
    "modified_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "aws_schedule_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "gate" (
    "id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "rate_per_second" DOUBLE PRECISION NOT NULL,
    "burst" INTEGER NOT NULL DEFAULT 1,
    "max_in_flight" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "gate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" TEXT NOT NULL,
    "slot_at" TIMESTAMPTZ(3) NOT NULL,
    "schedule_id" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "generation" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id","slot_at")
) PARTITION BY RANGE ("slot_at");

-- CreateTable
CREATE TABLE "run_attempt" (
    "run_id" TEXT NOT NULL,
    "slot_at" TIMESTAMPTZ(3) NOT NULL,
    "attempt" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "status" INTEGER,
    "excerpt" TEXT,
    "request_id" TEXT,

    CONSTRAINT "run_attempt_pkey" PRIMARY KEY ("run_id","slot_at","attempt")
) PARTITION BY RANGE ("slot_at");

-- CreateTable
CREATE TABLE "audit_head" (
    "chain" TEXT NOT NULL,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("chain")
);

-- CreateTable
CREATE TABLE "schedule_audit" (
    "seq" BIGINT NOT NULL,
    "id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(6) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_type" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "schedule_id" TEXT NOT NULL,
    "environment_id" TEXT,
    "team_id" TEXT,
    "generation" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT,
    "request_id" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "prev_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "schedule_audit_pkey" PRIMARY KEY ("seq","occurred_at")
) PARTITION BY RANGE ("occurred_at");

-- CreateTable
CREATE TABLE "activity_audit" (
    "seq" BIGINT NOT NULL,
    "id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(6) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_type" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT,
    "request_id" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "prev_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "activity_audit_pkey" PRIMARY KEY ("seq","occurred_at")
) PARTITION BY RANGE ("occurred_at");

-- CreateTable
CREATE TABLE "audit_person" (
    "audit_id" UUID NOT NULL,
    "salt" BYTEA NOT NULL,
    "values" TEXT NOT NULL,

    CONSTRAINT "audit_person_pkey" PRIMARY KEY ("audit_id")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "role" "Role" NOT NULL,
    "team_id" TEXT,
    "environment_id" TEXT,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "environment_name_key" ON "environment"("name");

-- CreateIndex
CREATE UNIQUE INDEX "environment_account_id_region_group_name_key" ON "environment"("account_id", "region", "group_name");

-- CreateIndex
CREATE INDEX "role_grant_group_sid_idx" ON "role_grant"("group_sid");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "schedule_state_name_id_idx" ON "schedule"("state", "name", "id");

-- CreateIndex
CREATE INDEX "schedule_tags_idx" ON "schedule" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "target_schedule_id_position_idx" ON "target"("schedule_id", "position");

-- CreateIndex
CREATE INDEX "target_arn_idx" ON "target"("arn");

-- CreateIndex
CREATE UNIQUE INDEX "aws_schedule_target_id_key" ON "aws_schedule"("target_id");

-- CreateIndex
CREATE INDEX "aws_schedule_schedule_id_idx" ON "aws_schedule"("schedule_id");

-- CreateIndex
CREATE UNIQUE INDEX "gate_environment_id_name_key" ON "gate"("environment_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "run_schedule_id_target_id_slot_at_key" ON "run"("schedule_id", "target_id", "slot_at");

-- CreateIndex
CREATE INDEX "schedule_audit_occurred_at_seq_idx" ON "schedule_audit"("occurred_at" DESC, "seq" DESC);

-- CreateIndex
CREATE INDEX "schedule_audit_schedule_id_seq_idx" ON "schedule_audit"("schedule_id", "seq" DESC);

-- CreateIndex
CREATE INDEX "schedule_audit_actor_id_seq_idx" ON "schedule_audit"("actor_id", "seq" DESC);

-- CreateIndex
CREATE INDEX "schedule_audit_action_seq_idx" ON "schedule_audit"("action", "seq" DESC);

-- CreateIndex
CREATE INDEX "activity_audit_occurred_at_seq_idx" ON "activity_audit"("occurred_at" DESC, "seq" DESC);

-- CreateIndex
CREATE INDEX "activity_audit_actor_id_seq_idx" ON "activity_audit"("actor_id", "seq" DESC);

-- CreateIndex
CREATE INDEX "activity_audit_action_seq_idx" ON "activity_audit"("action", "seq" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "api_token_hash_key" ON "api_token"("hash");

-- AddForeignKey
ALTER TABLE "environment_pace" ADD CONSTRAINT "environment_pace_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule" ADD CONSTRAINT "schedule_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule" ADD CONSTRAINT "schedule_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule_clock" ADD CONSTRAINT "schedule_clock_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedule"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule_sync" ADD CONSTRAINT "schedule_sync_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedule"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "target" ADD CONSTRAINT "target_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedule"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gate" ADD CONSTRAINT "gate_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One installation a database.
CREATE UNIQUE INDEX "installation_single_key" ON "installation" ((true));

-- Names: unique among the schedules of an environment that are not deleted; teams without regard to case.
CREATE UNIQUE INDEX "schedule_live_name_key" ON "schedule" ("environment_id", lower("name")) WHERE "state" <> 'deleted';
CREATE UNIQUE INDEX "team_name_key" ON "team" (lower("name"));

-- The list: trigram search over name and description, and only what is not deleted.
CREATE INDEX "schedule_search_idx" ON "schedule" USING gin ((lower("name" || ' ' || "description")) gin_trgm_ops);
CREATE INDEX "schedule_name_prefix_idx" ON "schedule" ((lower("name") COLLATE "C"), "id") INCLUDE ("name") WHERE "state" <> 'deleted';
CREATE INDEX "schedule_name_id_idx" ON "schedule" ("name", "id") WHERE "state" <> 'deleted';
CREATE INDEX "schedule_updated_at_id_idx" ON "schedule" ("updated_at" DESC, "id" DESC) WHERE "state" <> 'deleted';
CREATE INDEX "schedule_team_id_name_id_idx" ON "schedule" ("team_id", "name", "id") WHERE "state" <> 'deleted';
CREATE INDEX "schedule_owner_name_id_idx" ON "schedule" ("owner", "name", "id") WHERE "state" <> 'deleted';

-- Lists by next run, schedules without one last; the clock reads it from its beginning.
CREATE INDEX "schedule_clock_next_idx" ON "schedule_clock" ((COALESCE("next_run_at", 'infinity'::timestamptz)), "schedule_id");

-- The reconciler's queue: only what is due stands in the index.
CREATE INDEX "schedule_sync_due_idx" ON "schedule_sync" ("due_at") WHERE "due_at" IS NOT NULL;
CREATE INDEX "schedule_sync_status_idx" ON "schedule_sync" ("status", "schedule_id") WHERE "status" <> 'live';

ALTER TABLE "schedule"
  ADD CONSTRAINT "schedule_flexible_minutes_check" CHECK ("flexible_minutes" BETWEEN 0 AND 1440),
  ADD CONSTRAINT "schedule_generation_check" CHECK ("generation" >= 1),
  ADD CONSTRAINT "schedule_window_check" CHECK ("start_at" IS NULL OR "end_at" IS NULL OR "end_at" > "start_at"),
  ADD CONSTRAINT "schedule_expression_check" CHECK (length("expression") BETWEEN 1 AND 256),
  ADD CONSTRAINT "schedule_anchor_check" CHECK ("expression" NOT LIKE 'rate(%' OR "rate_anchor" IS NOT NULL);
ALTER TABLE "target"
  ADD CONSTRAINT "target_retry_attempts_check" CHECK ("retry_attempts" BETWEEN 0 AND 185),
  ADD CONSTRAINT "target_max_age_check" CHECK ("max_age_seconds" BETWEEN 60 AND 86400);
ALTER TABLE "schedule_sync"
  ADD CONSTRAINT "schedule_sync_lease_check" CHECK (("lease_token" IS NULL) = ("lease_until" IS NULL));

-- Partitions: one a month, made ahead, and a default that catches what no month covers.
CREATE TABLE "run_default" PARTITION OF "run" DEFAULT;
CREATE TABLE "run_attempt_default" PARTITION OF "run_attempt" DEFAULT;
CREATE TABLE "schedule_audit_default" PARTITION OF "schedule_audit" DEFAULT;
CREATE TABLE "activity_audit_default" PARTITION OF "activity_audit" DEFAULT;

CREATE FUNCTION partitions_ensure(months_ahead integer) RETURNS SETOF text
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
          RAISE WARNING 'partition % can not be made: rows of its month stand in the default partition', partition;
        END;
      END IF;
    END LOOP;
  END LOOP;
END $$;

-- What readyz asks: the partitions of this month and the next that are missing.
CREATE FUNCTION partitions_missing() RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT partition
  FROM unnest(ARRAY['run', 'run_attempt', 'schedule_audit', 'activity_audit']) AS parent,
    generate_series(0, 1) AS i,
    LATERAL (SELECT parent || to_char((date_trunc('month', now(), 'UTC') + make_interval(months => i)) AT TIME ZONE 'UTC',
      '"_"YYYY"_"MM') AS partition) AS wanted
  WHERE to_regclass(partition) IS NULL
$$;

SELECT partitions_ensure(3);

-- The audits are only ever appended to.
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit rows cannot be changed or removed (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_refuse_row BEFORE UPDATE OR DELETE ON "schedule_audit" FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_refuse_row BEFORE UPDATE OR DELETE ON "activity_audit" FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON "schedule_audit" FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON "activity_audit" FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

INSERT INTO "audit_head" ("chain", "seq", "hash") VALUES
  ('schedule', 0, sha256('rota schedule audit')), ('activity', 0, sha256('rota activity audit'));

-- Appends one row to an audit and its chain, in the caller's transaction. The head's row lock serialises writers, so
-- that sequence and time rise together without a gap; call it last. body is the canonical text: it is hashed as stored.
-- hash = sha256(previous hash || sequence as decimal text || '|' || occurred_at in UTC microseconds || '|' || body)
CREATE FUNCTION audit_append(
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
  INSERT INTO "audit_person" VALUES (row_id, person_salt, person_values);
  UPDATE "audit_head" SET "seq" = head.seq + 1, "hash" = next_hash WHERE "chain" = chain_name;
  RETURN head.seq + 1;
END $$;

-- Roles: rota_app runs web and worker, rota_maintenance keeps partitions, archives and erases; logins are members of one.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['rota_app', 'rota_maintenance'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL; -- another database of this cluster made it at the same moment
      END;
    END IF;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION audit_append, partitions_ensure(integer), partitions_missing() FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO rota_app, rota_maintenance;
GRANT SELECT, INSERT, UPDATE ON
  "installation", "environment", "environment_pace", "team", "role_grant", "user", "session", "schedule", "schedule_clock",
  "schedule_sync", "target", "aws_schedule", "gate", "run", "run_attempt", "api_token" TO rota_app;
-- A schedule is never deleted: it leaves a tombstone.
GRANT DELETE ON "target", "aws_schedule", "role_grant", "gate" TO rota_app;
GRANT SELECT ON "schedule_audit", "activity_audit", "audit_person", "audit_head" TO rota_app;
GRANT EXECUTE ON FUNCTION audit_append, partitions_missing() TO rota_app;
GRANT SELECT, DELETE ON "audit_person" TO rota_maintenance;
GRANT SELECT ON "schedule_audit", "activity_audit", "audit_head" TO rota_maintenance;
GRANT EXECUTE ON FUNCTION partitions_ensure(integer), partitions_missing() TO rota_maintenance;
-- For readyz. The table of the migration tool is absent where a shadow database replays this file.
DO $$ BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    GRANT SELECT ON "_prisma_migrations" TO rota_app;
  END IF;
END $$;
