-- A run that waits longer than its grace is told while it waits, and not again once it starts.
ALTER TABLE "run" ADD COLUMN "late_told" BOOLEAN NOT NULL DEFAULT false;
-- Up to when such runs were looked for.
ALTER TABLE "notification_turn" ADD COLUMN "late_to" TIMESTAMPTZ(3);

DROP TRIGGER notify_of_late_run ON "run";
CREATE TRIGGER notify_of_late_run AFTER UPDATE OF "started_at" ON "run" FOR EACH ROW
  WHEN (OLD."started_at" IS NULL AND NEW."started_at" > NEW."slot_at" + interval '5 seconds'
    AND NEW."origin" IN ('clock', 'message', 'extra') AND NOT NEW."late_told")
  EXECUTE FUNCTION notify_of_late_run();
