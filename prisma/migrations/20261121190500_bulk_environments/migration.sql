-- The environments that a bulk act reaches, so that its pages say where that is production without a look at each row.
ALTER TABLE "bulk_job" ADD COLUMN "environment_ids" TEXT[] NOT NULL DEFAULT '{}';
UPDATE "bulk_job" j SET "environment_ids" = ARRAY(
  SELECT DISTINCT s."environment_id" FROM "bulk_item" i JOIN "schedule" s ON s."id" = i."schedule_id"
  WHERE i."job_id" = j."id" AND i."status" <> 'skipped');
