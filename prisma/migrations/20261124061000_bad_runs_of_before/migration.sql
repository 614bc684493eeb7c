-- Apart from the triggers: no run has to wait while the whole history is read.
INSERT INTO "bad_run" ("slot_at", "run_id")
  SELECT "slot_at", "id" FROM "run" WHERE "state" IN ('failed', 'gave_up', 'unknown', 'missed') FOR SHARE
ON CONFLICT DO NOTHING;
