-- An ARN names its account and Region, so an original belongs to one schedule at a time in whichever environment.
DROP INDEX "adoption_held_key";
CREATE UNIQUE INDEX "adoption_held_key" ON "adoption" ("arn") WHERE "step" <> 'returned';

-- When Rota was about to switch the original off: one that is off without this was switched off by somebody else.
ALTER TABLE "adoption" ADD COLUMN "switched_at" TIMESTAMPTZ(3);
UPDATE "adoption" SET "switched_at" = "updated_at" WHERE "step" IN ('enable', 'adopted');

-- When the originals are looked at again; watched_at tells when that last succeeded.
ALTER TABLE "adoption_scan" ADD COLUMN "watch_due_at" TIMESTAMPTZ(3);

-- A schedule that was given back stays off for good too: its original runs again.
CREATE OR REPLACE FUNCTION adoption_keeps_off() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  reached TEXT;
BEGIN
  SELECT a."step" INTO reached FROM "adoption" a WHERE a."schedule_id" = NEW."id";
  IF reached = 'returned' THEN
    RAISE EXCEPTION 'schedule % was given back to its original: it can not be turned on', NEW."id"
      USING ERRCODE = 'object_in_use';
  ELSIF reached <> 'adopted' THEN
    RAISE EXCEPTION 'schedule % is between its original and Rota: it can not be turned on now', NEW."id"
      USING ERRCODE = 'object_in_use';
  END IF;
  RETURN NEW;
END $$;
