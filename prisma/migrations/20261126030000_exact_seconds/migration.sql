-- By how much a worker's clock is off the database's, where that is too much to start anything to the second.
ALTER TABLE "worker" ADD COLUMN "clock_off_ms" INTEGER;
-- When a worker whose clock is right last looked after the runs of an environment.
ALTER TABLE "dispatch_lane" ADD COLUMN "exact_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp();
