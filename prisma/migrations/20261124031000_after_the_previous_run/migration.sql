-- What runs so long after its previous run ended: from when that is counted, and, while that run is not over, its slot.
ALTER TABLE "schedule_clock"
  ADD COLUMN "counted_from" TIMESTAMPTZ(3),
  ADD COLUMN "awaited_slot_at" TIMESTAMPTZ(3);
CREATE INDEX "schedule_clock_awaited_idx" ON "schedule_clock" ("schedule_id") WHERE "awaited_slot_at" IS NOT NULL;
