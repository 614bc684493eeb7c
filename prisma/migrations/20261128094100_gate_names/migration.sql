-- The name of a gate is its own whatever its case, as those of schedules are. Of gates that share one the first keeps it:
-- the others show their id behind it, until somebody names them anew.
UPDATE "gate" g SET "name" = left(g."name", 40) || ' (' || g."id" || ')'
WHERE EXISTS (SELECT FROM "gate" o WHERE o."environment_id" = g."environment_id" AND lower(o."name") = lower(g."name")
  AND (o."created_at", o."id") < (g."created_at", g."id"));
CREATE UNIQUE INDEX "gate_name_folded" ON "gate" ("environment_id", lower("name"));
