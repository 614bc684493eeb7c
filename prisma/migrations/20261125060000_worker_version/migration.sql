-- An older worker would send what stands behind a gate at once, and knows no webhooks.
ALTER TABLE "installation" ALTER COLUMN "min_worker_version" SET DEFAULT 2;
UPDATE "installation" SET "min_worker_version" = 2;
