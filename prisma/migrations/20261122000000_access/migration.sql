-- All groups that the directory named, so that a grant counts from the moment it is made. Without a configured group a
-- session has no role of its own: its grants are found by its groups.
ALTER TABLE "session" ADD COLUMN "group_sids" TEXT[] NOT NULL DEFAULT '{}', ALTER COLUMN "role" DROP NOT NULL;

ALTER TABLE "role_grant"
  ADD COLUMN "rights" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "created_by" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "created_by_name" TEXT NOT NULL DEFAULT '',
  DROP CONSTRAINT "role_grant_team_id_fkey",
  ADD CONSTRAINT "role_grant_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE;

-- A group has one role in a place.
CREATE UNIQUE INDEX "role_grant_place_key" ON "role_grant" ("group_sid", "team_id", "environment_id") NULLS NOT DISTINCT;

-- What a team may run in an environment, and with which roles; null is all teams, all environments.
CREATE TYPE "AllowedKind" AS ENUM ('target', 'role');

CREATE TABLE "allowed_arn" (
  "id" TEXT PRIMARY KEY,
  "kind" "AllowedKind" NOT NULL,
  "pattern" TEXT NOT NULL,
  "team_id" TEXT REFERENCES "team" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "environment_id" TEXT REFERENCES "environment" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "created_by" TEXT NOT NULL,
  "created_by_name" TEXT NOT NULL
);

CREATE UNIQUE INDEX "allowed_arn_place_key" ON "allowed_arn" ("kind", "pattern", "team_id", "environment_id")
  NULLS NOT DISTINCT;

GRANT SELECT, INSERT, DELETE ON "allowed_arn" TO rota_app;
