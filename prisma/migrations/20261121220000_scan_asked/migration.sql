-- When somebody last asked for a pass: one that began before that does not answer it.
ALTER TABLE "environment_scan" ADD COLUMN "asked_at" TIMESTAMPTZ(3);
