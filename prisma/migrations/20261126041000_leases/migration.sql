-- What workers hold, by the end of their leases: who looks for what was left does not read all that waits. Each claim changes
-- what an index holds anyway, because it moves `visible_at`.
CREATE INDEX "run_queue_lease_idx" ON "run_queue" ("environment_id", "visible_at") WHERE "worker" IS NOT NULL;
