-- A pause may end by itself; a worker ends it. Null lasts until somebody resumes.
-- What was to run for the last time while it was off was missed: at which nominal time.
ALTER TABLE "schedule"
  ADD COLUMN "pause_until" TIMESTAMPTZ(3),
  ADD COLUMN "missed_at" TIMESTAMPTZ(3),
  ADD CONSTRAINT "schedule_pause_until_check" CHECK ("pause_until" IS NULL OR "state" = 'paused');

CREATE INDEX "schedule_pause_until_idx" ON "schedule" ("pause_until", "id") WHERE "pause_until" IS NOT NULL;
