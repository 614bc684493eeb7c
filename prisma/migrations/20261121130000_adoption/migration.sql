-- What AWS has outside Rota, as the last scan found it: one scan an environment, and its finds.
CREATE TABLE "adoption_scan" (
    "environment_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_by" TEXT NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "found" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "watched_at" TIMESTAMPTZ(3),
    "lease_token" TEXT,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "adoption_scan_pkey" PRIMARY KEY ("environment_id"),
    CONSTRAINT "adoption_scan_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "adoption_scan_status_check" CHECK ("status" IN ('asked', 'done', 'failed'))
);

-- content is JSON text, to the letter: jsonb would lose what an input may hold.
CREATE TABLE "adoption_item" (
    "environment_id" TEXT NOT NULL,
    "arn" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "adoption_item_pkey" PRIMARY KEY ("environment_id", "arn"),
    CONSTRAINT "adoption_item_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "adoption_item_kind_check" CHECK ("kind" IN ('schedule', 'rule')),
    CONSTRAINT "adoption_item_verdict_check" CHECK ("verdict" IN ('ready', 'needs-role', 'refused'))
);
CREATE INDEX "adoption_item_environment_id_name_arn_idx" ON "adoption_item" ("environment_id", "name", "arn");

-- What was taken over, from which original, and how far. The original stands here as it was read.
CREATE TABLE "adoption" (
    "id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "schedule_id" TEXT NOT NULL,
    "arn" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "error_code" TEXT,
    "error" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "lease_token" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "alarm_at" TIMESTAMPTZ(3),
    "request_id" TEXT NOT NULL,
    "by_id" TEXT NOT NULL,
    "by_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "adoption_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "adoption_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "adoption_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedule"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "adoption_kind_check" CHECK ("kind" IN ('schedule', 'rule')),
    CONSTRAINT "adoption_step_check" CHECK ("step" IN ('prepare', 'disable', 'enable', 'adopted', 'release', 'restore', 'remove', 'returned')),
    CONSTRAINT "adoption_lease_check" CHECK (("lease_token" IS NULL) = ("lease_until" IS NULL))
);
CREATE UNIQUE INDEX "adoption_schedule_id_key" ON "adoption" ("schedule_id");
-- An original belongs to one schedule at a time.
CREATE UNIQUE INDEX "adoption_held_key" ON "adoption" ("environment_id", "arn") WHERE "step" <> 'returned';
CREATE INDEX "adoption_due_idx" ON "adoption" ("due_at") WHERE "due_at" IS NOT NULL;
CREATE INDEX "adoption_alarm_idx" ON "adoption" ("schedule_id") WHERE "alarm_at" IS NOT NULL;

-- While an original is being switched off or on, Rota's schedule must not be turned on: both would run. The database
-- holds this, so that no release and no statement can forget it.
CREATE FUNCTION adoption_keeps_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM "adoption" a WHERE a."schedule_id" = NEW."id" AND a."step" NOT IN ('adopted', 'returned')) THEN
    RAISE EXCEPTION 'schedule % is between its original and Rota: it can not be turned on now', NEW."id"
      USING ERRCODE = 'object_in_use';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER adoption_keeps_off BEFORE UPDATE OF "state" ON "schedule" FOR EACH ROW
  WHEN (NEW."state" = 'on' AND OLD."state" <> 'on') EXECUTE FUNCTION adoption_keeps_off();

GRANT SELECT, INSERT, UPDATE ON "adoption_scan", "adoption" TO rota_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "adoption_item" TO rota_app;
