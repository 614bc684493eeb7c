-- A run that waits longer than its grace is told while it waits, and not again once it starts.
ALTER TABLE "run" ADD COLUMN "late_told" BOOLEAN NOT NULL DEFAULT false;
-- Up to when such runs were looked for.
ALTER TABLE "notification_turn" ADD COLUMN "late_to" TIMESTAMPTZ(3);

-- Late is what began after its schedule's grace, unless its schedule was off or frozen in between. No grace is shorter
-- than five seconds. Behind a backlog most runs begin more than five seconds after their time, and few of them after their
-- grace: the grace is read by itself first, which costs each of those a quarter of what it did.
CREATE FUNCTION notify_of_late_run() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE grace INTEGER;
BEGIN
  SELECT s."grace_seconds" INTO grace FROM "schedule" s WHERE s."id" = NEW."schedule_id";
  IF NEW."started_at" <= NEW."slot_at" + make_interval(secs => grace) THEN RETURN NULL; END IF;
  INSERT INTO "notification_event" ("kind", "at", "environment_id", "schedule_id", "target_id", "slot_at", "lasting", "reason")
  SELECT 'late', clock_timestamp(), NEW."environment_id", NEW."schedule_id", NEW."target_id", NEW."slot_at", false,
    'It started ' || round(EXTRACT(EPOCH FROM NEW."started_at" - NEW."slot_at")) || ' s after its time.'
  FROM "schedule" s WHERE s."id" = NEW."schedule_id" AND s."state_at" <= NEW."slot_at"
    AND NOT EXISTS (SELECT FROM "freeze" f WHERE f."lifted_at" > NEW."slot_at" AND f."at" <= NEW."started_at"
      AND (f."scope" = 'all' OR f."team_id" = s."team_id" OR f."environment_id" = s."environment_id"));
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_late_run AFTER UPDATE OF "started_at" ON "run" FOR EACH ROW
  WHEN (OLD."started_at" IS NULL AND NEW."started_at" > NEW."slot_at" + interval '5 seconds'
    AND NEW."origin" IN ('clock', 'message', 'extra') AND NOT NEW."late_told")
  EXECUTE FUNCTION notify_of_late_run();
