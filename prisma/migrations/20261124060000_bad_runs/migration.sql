-- The runs that somebody should look at, found without reading all that came through. An index of how runs ended would
-- make the end of each run dearer (see the migration that made "run"); a trigger whose condition is false costs next to
-- nothing.
CREATE TABLE "bad_run" (
  "slot_at" TIMESTAMPTZ(3) NOT NULL,
  "run_id" TEXT NOT NULL,
  CONSTRAINT "bad_run_pkey" PRIMARY KEY ("slot_at", "run_id")
);
GRANT SELECT, INSERT, DELETE ON "bad_run" TO rota_app;

CREATE FUNCTION mark_bad_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."state" IN ('failed', 'gave_up', 'unknown', 'missed') THEN
    INSERT INTO "bad_run" ("slot_at", "run_id") VALUES (NEW."slot_at", NEW."id") ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM "bad_run" WHERE "slot_at" = NEW."slot_at" AND "run_id" = NEW."id";
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER mark_bad_run_made AFTER INSERT ON "run" FOR EACH ROW
  WHEN (NEW."state" IN ('failed', 'gave_up', 'unknown', 'missed')) EXECUTE FUNCTION mark_bad_run();
CREATE TRIGGER mark_bad_run_ended AFTER UPDATE OF "state" ON "run" FOR EACH ROW
  WHEN (COALESCE(NEW."state" IN ('failed', 'gave_up', 'unknown', 'missed'), false)
    <> COALESCE(OLD."state" IN ('failed', 'gave_up', 'unknown', 'missed'), false))
  EXECUTE FUNCTION mark_bad_run();
