-- When the directory was last asked whether somebody still is who they were.
ALTER TABLE "session" ADD COLUMN "checked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
