-- How the ECS tasks ended that EventBridge Scheduler started itself: an EventBridge rule of the Terraform module sends it
-- to a queue of the environment.
ALTER TABLE "environment" ADD COLUMN "task_event_queue_arn" TEXT;
-- When an event last came through, so that people know whether silence means anything.
ALTER TABLE "environment_sync" ADD COLUMN "task_event_at" TIMESTAMPTZ(3);

-- One row for each task, however often and in whatever order ECS tells of it: the highest version counts. A run is made of
-- all tasks of its slot. Kept as long as ECS may tell of them again.
CREATE TABLE "direct_task" (
  "environment_id" TEXT NOT NULL,
  "task_arn" TEXT NOT NULL,
  "schedule_id" TEXT NOT NULL,
  "target_id" TEXT NOT NULL,
  "slot_at" TIMESTAMPTZ(3) NOT NULL,
  -- Whether no other slot could have started it.
  "sure" BOOLEAN NOT NULL,
  "version" INTEGER NOT NULL,
  "outcome" TEXT NOT NULL,
  "reason" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "started_at" TIMESTAMPTZ(3),
  "stopped_at" TIMESTAMPTZ(3) NOT NULL,
  "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "direct_task_pkey" PRIMARY KEY ("environment_id", "task_arn"),
  CONSTRAINT "direct_task_outcome_check" CHECK ("outcome" IN ('succeeded', 'failed', 'unknown')),
  CONSTRAINT "direct_task_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id")
);
CREATE INDEX "direct_task_slot_idx" ON "direct_task" ("schedule_id", "target_id", "slot_at");
CREATE INDEX "direct_task_recorded_at_idx" ON "direct_task" ("recorded_at");
GRANT SELECT, INSERT, UPDATE, DELETE ON "direct_task" TO rota_app;
