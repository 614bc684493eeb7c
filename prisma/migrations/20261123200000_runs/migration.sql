-- Delivery through Rota. "run" is the history: one row for each schedule, target and slot, and its final state once it
-- has one. No index holds what changes of it, so that the change stays cheap. "run_queue" is what is still to be done for
-- it, narrow, because its rows change often, and the attempt that is under way: a row that nobody holds
-- is due at "visible_at"; one that a worker holds comes back then, unless the worker is heard of before.
ALTER TABLE "run"
  ALTER COLUMN "state" DROP NOT NULL,
  ADD COLUMN "environment_id" TEXT NOT NULL,
  ADD COLUMN "origin" TEXT NOT NULL,
  -- The nominal time that the payload names: of a rerun that of the earlier run.
  ADD COLUMN "nominal_at" TIMESTAMPTZ(3) NOT NULL,
  ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0,
  -- Sealed, as a target's own input is.
  ADD COLUMN "changed_input" TEXT,
  ADD COLUMN "requested_by" TEXT,
  ADD COLUMN "tasks" TEXT[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT "run_state_check" CHECK ("state" IN
    ('delivered', 'succeeded', 'failed', 'unknown', 'gave_up', 'cancelled', 'missed', 'skipped')),
  ADD CONSTRAINT "run_origin_check" CHECK ("origin" IN ('clock', 'message', 'manual', 'rerun', 'direct')),
  ADD CONSTRAINT "run_ended_check" CHECK (("state" IS NULL) = ("ended_at" IS NULL));
CREATE INDEX "run_slot_at_id_idx" ON "run" ("slot_at", "id");
CREATE INDEX "run_schedule_id_slot_at_idx" ON "run" ("schedule_id", "slot_at");

ALTER TABLE "run_attempt"
  ADD COLUMN "worker" TEXT NOT NULL,
  ADD COLUMN "reason" TEXT,
  ADD COLUMN "links" JSONB NOT NULL DEFAULT '[]';

CREATE TABLE "run_queue" (
  "run_id" TEXT NOT NULL,
  "slot_at" TIMESTAMPTZ(3) NOT NULL,
  "environment_id" TEXT NOT NULL,
  "schedule_id" TEXT NOT NULL,
  "target_id" TEXT NOT NULL,
  -- 0 what a person asked for, 1 what the clock did.
  "priority" SMALLINT NOT NULL,
  "visible_at" TIMESTAMPTZ(3) NOT NULL,
  -- The worker that holds it.
  "worker" TEXT,
  -- Raised by each claim: an outcome counts only from whoever claimed last.
  "fence" INTEGER NOT NULL DEFAULT 0,
  -- What is to be done next: send it, or look whether its tasks have stopped.
  "step" TEXT NOT NULL DEFAULT 'send',
  "attempts" INTEGER NOT NULL DEFAULT 0,
  -- When the last attempt began, and how many ended with work that had begun and failed.
  "attempt_at" TIMESTAMPTZ(3),
  "work_failures" INTEGER NOT NULL DEFAULT 0,
  -- Attempts before the last redrive: they don't count against the limit.
  "attempts_before" INTEGER NOT NULL DEFAULT 0,
  -- When it was first due since the last redrive: its age counts from there.
  "since" TIMESTAMPTZ(3) NOT NULL,
  -- Why it waits beyond its time: the schedule is off.
  "held" BOOLEAN NOT NULL DEFAULT false,
  -- Whether it must not run beside another of its target.
  "exclusive" BOOLEAN NOT NULL DEFAULT false,
  -- Copies of the run's, so that a claim reads one table.
  "nominal_at" TIMESTAMPTZ(3) NOT NULL,
  "changed_input" TEXT,
  "tasks" TEXT[] NOT NULL DEFAULT '{}',
  CONSTRAINT "run_queue_pkey" PRIMARY KEY ("run_id"),
  CONSTRAINT "run_queue_step_check" CHECK ("step" IN ('send', 'watch')),
  -- No key to "schedule": schedules are never removed, and the check would wait for whoever is just changing one.
  CONSTRAINT "run_queue_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id")
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX "run_queue_claim_idx" ON "run_queue" ("environment_id", "priority", "visible_at") WHERE NOT "held";
CREATE INDEX "run_queue_exclusive_idx" ON "run_queue" ("environment_id", "visible_at") WHERE "exclusive" AND NOT "held";
CREATE INDEX "run_queue_schedule_idx" ON "run_queue" ("schedule_id", "target_id");
GRANT SELECT, INSERT, UPDATE, DELETE ON "run_queue" TO rota_app;
-- Whoever puts a run into the queue: it follows what its schedule says then.
CREATE FUNCTION run_queue_exclusive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."exclusive" := COALESCE((SELECT s."overlap" <> 'allow' FROM "schedule" s WHERE s."id" = NEW."schedule_id"), false);
  RETURN NEW;
END $$;
CREATE TRIGGER run_queue_exclusive BEFORE INSERT ON "run_queue" FOR EACH ROW EXECUTE FUNCTION run_queue_exclusive();

-- What is up, for the page that says so.
CREATE TABLE "worker" (
  "id" TEXT NOT NULL,
  "host" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL,
  "seen_at" TIMESTAMPTZ(3) NOT NULL,
  "running" INTEGER NOT NULL DEFAULT 0,
  "stopped_at" TIMESTAMPTZ(3),
  CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "worker" TO rota_app;

CREATE TYPE "Overlap" AS ENUM ('allow', 'skip', 'queue');
CREATE TYPE "AfterPause" AS ENUM ('skip', 'last', 'all');
CREATE TYPE "IfLate" AS ENUM ('ask', 'skip', 'last', 'all');
ALTER TABLE "schedule"
  ADD COLUMN "overlap" "Overlap" NOT NULL DEFAULT 'allow',
  ADD COLUMN "after_pause" "AfterPause" NOT NULL DEFAULT 'skip',
  ADD COLUMN "if_late" "IfLate" NOT NULL DEFAULT 'ask',
  ADD COLUMN "grace_seconds" INTEGER NOT NULL DEFAULT 300,
  ADD COLUMN "pause_after_failures" INTEGER,
  ADD CONSTRAINT "schedule_grace_check" CHECK ("grace_seconds" BETWEEN 5 AND 86400),
  ADD CONSTRAINT "schedule_pause_after_failures_check" CHECK ("pause_after_failures" BETWEEN 1 AND 1000);
ALTER TABLE "target"
  ADD COLUMN "timeout_seconds" INTEGER NOT NULL DEFAULT 30,
  ADD COLUMN "safe_to_repeat" BOOLEAN NOT NULL DEFAULT false,
  ADD CONSTRAINT "target_timeout_check" CHECK ("timeout_seconds" BETWEEN 1 AND 900);
ALTER TABLE "environment"
  ADD COLUMN "dispatch_role_arn" TEXT,
  ADD COLUMN "default_delivery" "Delivery" NOT NULL DEFAULT 'direct',
  -- Whether what a target answered is kept with its runs.
  ADD COLUMN "keep_answers" BOOLEAN;

-- How far the slots of a schedule that Rota delivers have become runs, and the first that has not.
ALTER TABLE "schedule_clock"
  ADD COLUMN "planned_to" TIMESTAMPTZ(3),
  ADD COLUMN "plan_at" TIMESTAMPTZ(3),
  -- What slots between the two were held back by, where that was no outage.
  ADD COLUMN "plan_gap" TEXT,
  ADD CONSTRAINT "schedule_clock_plan_gap_check" CHECK ("plan_gap" IN ('pause', 'freeze'));
CREATE INDEX "schedule_clock_plan_idx" ON "schedule_clock" ("plan_at") WHERE "plan_at" IS NOT NULL;

-- When a worker last looked after the runs of an environment: a gap is an outage.
CREATE TABLE "dispatch_lane" (
  "environment_id" TEXT NOT NULL,
  "alive_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "dispatch_lane_pkey" PRIMARY KEY ("environment_id"),
  CONSTRAINT "dispatch_lane_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id")
);
GRANT SELECT, INSERT, UPDATE ON "dispatch_lane" TO rota_app;

-- What was only planned may be taken back; what happened stays.
GRANT DELETE ON "run" TO rota_app;
CREATE FUNCTION run_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."state" IS NOT NULL OR OLD."started_at" IS NOT NULL THEN
    RAISE EXCEPTION 'the history of runs cannot be removed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER run_keep_history BEFORE DELETE ON "run" FOR EACH ROW EXECUTE FUNCTION run_keep_history();

-- Messages of the dispatch queue that name no slot: somebody else posts there, or something is wrong.
CREATE TABLE "refused_message" (
  "environment_id" TEXT NOT NULL,
  "message_id" TEXT NOT NULL,
  "schedule_id" TEXT,
  "reason" TEXT NOT NULL,
  "body" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "refused_message_pkey" PRIMARY KEY ("environment_id", "message_id"),
  CONSTRAINT "refused_message_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id")
);
CREATE INDEX "refused_message_at_idx" ON "refused_message" ("at");
GRANT SELECT, INSERT, DELETE ON "refused_message" TO rota_app;
