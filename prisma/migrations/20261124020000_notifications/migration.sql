-- Who is told of what goes wrong, and where. A null team or environment is all of them.
CREATE TABLE "notification_channel" (
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "team_id" TEXT,
  "environment_id" TEXT,
  "kind" TEXT NOT NULL,
  -- The address of a webhook, sealed as secret fields of inputs are, and what may be shown of it.
  "secret" TEXT,
  "host" TEXT,
  -- Of a topic: whose identity publishes there, and in which role.
  "topic_arn" TEXT,
  "role_arn" TEXT,
  "via_environment_id" TEXT,
  "wanted" TEXT[] NOT NULL,
  "gather_seconds" INTEGER NOT NULL,
  "repeat_minutes" INTEGER NOT NULL,
  "enabled" BOOLEAN NOT NULL DEFAULT true,
  "version" INTEGER NOT NULL DEFAULT 1,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "created_by" TEXT NOT NULL,
  CONSTRAINT "notification_channel_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "notification_channel_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id"),
  CONSTRAINT "notification_channel_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id"),
  CONSTRAINT "notification_channel_via_environment_id_fkey" FOREIGN KEY ("via_environment_id") REFERENCES "environment"("id"),
  CONSTRAINT "notification_channel_kind_check" CHECK ("kind" IN ('slack', 'teams', 'json', 'sns')),
  CONSTRAINT "notification_channel_where_check" CHECK (
    CASE WHEN "kind" = 'sns' THEN "topic_arn" IS NOT NULL AND "via_environment_id" IS NOT NULL
      ELSE "secret" IS NOT NULL AND "host" IS NOT NULL END),
  CONSTRAINT "notification_channel_gather_check" CHECK ("gather_seconds" BETWEEN 0 AND 600),
  CONSTRAINT "notification_channel_repeat_check" CHECK ("repeat_minutes" BETWEEN 5 AND 1440)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "notification_channel" TO rota_app;

-- What went wrong and was not collected yet: written by the triggers below in the transaction of what went wrong, taken
-- away in the one that counts it. No key to anything: whoever writes here waits for nobody.
CREATE TABLE "notification_event" (
  "id" BIGSERIAL PRIMARY KEY,
  "kind" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "environment_id" TEXT,
  "schedule_id" TEXT,
  "target_id" TEXT,
  "slot_at" TIMESTAMPTZ(3),
  -- Whether Rota will see that it is over.
  "lasting" BOOLEAN NOT NULL,
  "reason" TEXT
);
GRANT SELECT, INSERT, DELETE ON "notification_event" TO rota_app;
GRANT USAGE ON SEQUENCE "notification_event_id_seq" TO rota_app;

-- What goes wrong just now: a target whose last run was bad, a schedule that is not in step, an environment that can not
-- be reached, a worker that is silent.
CREATE TABLE "notification_trouble" (
  "topic" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "environment_id" TEXT,
  "schedule_id" TEXT,
  "target_id" TEXT,
  "slot_at" TIMESTAMPTZ(3),
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "notification_trouble_pkey" PRIMARY KEY ("topic", "subject")
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "notification_trouble" TO rota_app;

-- What was counted for a channel: one row for each topic and environment; no environment is ''.
CREATE TABLE "notification_group" (
  "channel_id" TEXT NOT NULL,
  "environment_id" TEXT NOT NULL,
  "topic" TEXT NOT NULL,
  "state" JSONB NOT NULL,
  "due_at" TIMESTAMPTZ(3),
  CONSTRAINT "notification_group_pkey" PRIMARY KEY ("channel_id", "environment_id", "topic"),
  CONSTRAINT "notification_group_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notification_channel"("id") ON DELETE CASCADE
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "notification_group" TO rota_app;

-- What is to be sent, and what was, in the order of "seq" for each channel.
CREATE TABLE "notification_message" (
  "id" TEXT NOT NULL,
  "seq" BIGSERIAL NOT NULL,
  "channel_id" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "content" JSONB NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  -- When it is sent next; null once it was sent or given up.
  "due_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
  "lease_token" TEXT,
  "lease_until" TIMESTAMPTZ(3),
  "sent_at" TIMESTAMPTZ(3),
  "error" TEXT,
  CONSTRAINT "notification_message_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "notification_message_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notification_channel"("id") ON DELETE CASCADE
);
CREATE INDEX "notification_message_channel_id_seq_idx" ON "notification_message" ("channel_id", "seq" DESC);
CREATE INDEX "notification_message_open_idx" ON "notification_message" ("channel_id", "seq") WHERE "due_at" IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON "notification_message" TO rota_app;
GRANT USAGE ON SEQUENCE "notification_message_seq_seq" TO rota_app;

-- One worker at a time collects; "at" is when one last did: a gap means that none worked.
CREATE TABLE "notification_turn" (
  "id" BOOLEAN PRIMARY KEY DEFAULT true CHECK ("id"),
  "at" TIMESTAMPTZ(3),
  -- Since when there was no gap.
  "steady_since" TIMESTAMPTZ(3)
);
INSERT INTO "notification_turn" DEFAULT VALUES;
GRANT SELECT, UPDATE ON "notification_turn" TO rota_app;

-- An index of how runs ended would make the end of each run dearer (see the migration that made "run"): a trigger whose
-- condition is false costs next to nothing, and a run that came through writes nothing here.
CREATE FUNCTION notify_of_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "notification_event" ("kind", "at", "environment_id", "schedule_id", "target_id", "slot_at", "lasting", "reason")
  VALUES (NEW."state", NEW."ended_at", NEW."environment_id", NEW."schedule_id", NEW."target_id", NEW."slot_at",
    NEW."origin" <> 'direct', NEW."reason");
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_made_run AFTER INSERT ON "run" FOR EACH ROW
  WHEN (NEW."state" IN ('failed', 'gave_up', 'unknown', 'missed')) EXECUTE FUNCTION notify_of_run();
CREATE TRIGGER notify_of_ended_run AFTER UPDATE OF "state" ON "run" FOR EACH ROW
  WHEN (NEW."state" IN ('failed', 'gave_up', 'unknown', 'missed') AND NEW."state" IS DISTINCT FROM OLD."state")
  EXECUTE FUNCTION notify_of_run();

CREATE FUNCTION notify_of_schedule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "notification_event" ("kind", "at", "environment_id", "schedule_id", "lasting", "reason")
  VALUES ('paused', clock_timestamp(), NEW."environment_id", NEW."id", false, NEW."state_reason");
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_schedule AFTER UPDATE OF "state" ON "schedule" FOR EACH ROW
  WHEN (NEW."state" = 'paused' AND OLD."state" = 'on' AND NEW."updated_by" = 'system:failures')
  EXECUTE FUNCTION notify_of_schedule();

CREATE FUNCTION notify_of_sync() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "notification_event" ("kind", "at", "environment_id", "schedule_id", "lasting", "reason")
  SELECT 'sync_failed', clock_timestamp(), s."environment_id", s."id", true, NEW."error"
  FROM "schedule" s WHERE s."id" = NEW."schedule_id";
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_sync AFTER UPDATE OF "status" ON "schedule_sync" FOR EACH ROW
  WHEN (NEW."status" = 'failed' AND OLD."status" <> 'failed') EXECUTE FUNCTION notify_of_sync();

-- What stands in AWS beside a schedule has a name of somebody else: it is not told.
CREATE FUNCTION notify_of_drift() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "notification_event" ("kind", "at", "environment_id", "schedule_id", "target_id", "lasting")
  VALUES ('drift', NEW."found_at", NEW."environment_id", NEW."schedule_id", NEW."target_id", false);
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_drift AFTER INSERT ON "drift" FOR EACH ROW EXECUTE FUNCTION notify_of_drift();
CREATE TRIGGER notify_of_other_drift AFTER UPDATE OF "fingerprint" ON "drift" FOR EACH ROW
  WHEN (NEW."fingerprint" IS DISTINCT FROM OLD."fingerprint") EXECUTE FUNCTION notify_of_drift();
