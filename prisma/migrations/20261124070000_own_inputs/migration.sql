-- Why the input that a run alone has may be sent to nobody any more, though it was under way when that was decided.
ALTER TABLE "run_queue" ADD COLUMN "input_void" TEXT;

-- Runs that were planned while their schedule was off, as if they had been planned before.
UPDATE "run_queue" q SET "held" = true FROM "schedule" s
WHERE s."id" = q."schedule_id" AND s."state" IN ('paused', 'disabled') AND q."priority" = 1 AND q."step" = 'send' AND NOT q."held";
