-- Nothing has written tokens yet. The prefix is the id after `rota_`.
ALTER TABLE "api_token"
  DROP COLUMN "prefix",
  ADD COLUMN "read_only" BOOLEAN NOT NULL DEFAULT TRUE,
  ADD COLUMN "last_used_ip" TEXT,
  ADD COLUMN "revoked_by" TEXT,
  ADD COLUMN "revoked_by_name" TEXT,
  ADD COLUMN "revoke_reason" TEXT,
  -- A person who is erased leaves none.
  ADD CONSTRAINT "api_token_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "user" ("id")
    ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "api_token_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD CONSTRAINT "api_token_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE INDEX "api_token_created_by_idx" ON "api_token" ("created_by");

-- What the directory last said of whoever made tokens, as a session keeps it: tokens live on after the session.
CREATE TABLE "token_holder" (
  "user_id" UUID PRIMARY KEY REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "role" "Role",
  "groups" JSONB NOT NULL,
  "group_sids" TEXT[] NOT NULL DEFAULT '{}',
  "checked_at" TIMESTAMPTZ(3) NOT NULL
);

-- From where a token read within an hour: the audit has one row of that.
CREATE TABLE "api_token_use" (
  "token_id" TEXT REFERENCES "api_token" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "address_key" TEXT,
  "hour" TIMESTAMPTZ(3),
  PRIMARY KEY ("token_id", "address_key", "hour")
);

GRANT SELECT, INSERT, UPDATE ON "token_holder" TO rota_app;
GRANT SELECT, INSERT, DELETE ON "api_token_use" TO rota_app;
