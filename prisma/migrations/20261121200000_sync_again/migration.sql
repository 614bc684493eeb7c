-- Since when a person no longer wants what an AWS schedule runs: its target was removed. What is gone for any other reason
-- was not asked for.
ALTER TABLE "aws_schedule" ADD COLUMN "unwanted_at" TIMESTAMPTZ(3);
UPDATE "aws_schedule" a SET "unwanted_at" = now()
WHERE NOT EXISTS (SELECT FROM "target" t WHERE t."id" = a."target_id");

-- The clock of a schedule that is off tells its last nominal time as well, so that it completes too.
UPDATE "schedule_clock" SET "stale" = true WHERE "state" IN ('paused', 'disabled');
CREATE INDEX "schedule_clock_over_at_idx" ON "schedule_clock" ("over_at") WHERE "state" IN ('paused', 'disabled');
