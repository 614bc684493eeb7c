-- Where the file of a schedule lives that is kept as one: such a schedule is changed there.
ALTER TABLE "schedule" ADD COLUMN "managed_by" TEXT CHECK (length("managed_by") BETWEEN 1 AND 500);
CREATE INDEX "schedule_managed_by_idx" ON "schedule" ("managed_by", "name", "id") WHERE "managed_by" IS NOT NULL;
