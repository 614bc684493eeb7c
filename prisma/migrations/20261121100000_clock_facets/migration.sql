-- Lists of one team or one state by next run: team and state stand in the clock too, where an index has them in order.
ALTER TABLE "schedule_clock" ADD COLUMN "team_id" TEXT, ADD COLUMN "state" "ScheduleState";

UPDATE "schedule_clock" c SET "team_id" = s."team_id", "state" = s."state" FROM "schedule" s WHERE s."id" = c."schedule_id";

CREATE INDEX "schedule_clock_team_next_idx"
  ON "schedule_clock" ("team_id", (COALESCE("next_run_at", 'infinity'::timestamptz)), "schedule_id") WHERE "state" <> 'deleted';
CREATE INDEX "schedule_clock_state_next_idx"
  ON "schedule_clock" ("state", (COALESCE("next_run_at", 'infinity'::timestamptz)), "schedule_id");

-- The database keeps the copies, so that no release and no statement can forget them.
CREATE FUNCTION schedule_clock_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT s."team_id", s."state" INTO STRICT NEW."team_id", NEW."state" FROM "schedule" s WHERE s."id" = NEW."schedule_id";
  RETURN NEW;
END $$;

CREATE FUNCTION schedule_copy_to_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "schedule_clock" SET "team_id" = NEW."team_id", "state" = NEW."state" WHERE "schedule_id" = NEW."id";
  RETURN NULL;
END $$;

CREATE TRIGGER schedule_clock_copy BEFORE INSERT ON "schedule_clock" FOR EACH ROW EXECUTE FUNCTION schedule_clock_copy();
CREATE TRIGGER schedule_copy_to_clock AFTER UPDATE OF "team_id", "state" ON "schedule" FOR EACH ROW
  WHEN (OLD."team_id" IS DISTINCT FROM NEW."team_id" OR OLD."state" IS DISTINCT FROM NEW."state")
  EXECUTE FUNCTION schedule_copy_to_clock();
