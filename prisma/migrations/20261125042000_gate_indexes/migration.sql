-- What waits behind a gate stands in indexes of its own: nobody else walks past it.
DROP INDEX "run_queue_claim_idx";
CREATE INDEX "run_queue_claim_idx" ON "run_queue" ("environment_id", "priority", "visible_at")
  WHERE NOT "held" AND ("gate_id" IS NULL OR "step" = 'watch');
DROP INDEX "run_queue_exclusive_idx";
CREATE INDEX "run_queue_exclusive_idx" ON "run_queue" ("environment_id", "visible_at")
  WHERE "exclusive" AND NOT "held" AND ("gate_id" IS NULL OR "step" = 'watch');
