-- What was signed of each audit, until it is kept outside the database.
CREATE TABLE "audit_digest" (
  "chain" TEXT NOT NULL,
  "number" INTEGER NOT NULL,
  "seq" BIGINT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "statement" TEXT NOT NULL,
  "key_id" TEXT NOT NULL,
  "signature" TEXT NOT NULL,
  "kept_at" TIMESTAMPTZ(3),
  PRIMARY KEY ("chain", "number")
);

CREATE INDEX "audit_digest_not_kept_idx" ON "audit_digest" ("chain", "number") WHERE "kept_at" IS NULL;

-- How far each audit was last found whole, and what did not fit: nothing is signed after it.
CREATE TABLE "audit_check" (
  "chain" TEXT PRIMARY KEY,
  -- The rows since the digest before were checked up to this one.
  "seq" BIGINT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  -- All rows were checked from the first on, up to this one.
  "whole_seq" BIGINT,
  "whole_at" TIMESTAMPTZ(3),
  "problem" TEXT
);

GRANT SELECT, INSERT, UPDATE ("kept_at") ON "audit_digest" TO rota_app;
GRANT SELECT, INSERT, UPDATE ON "audit_check" TO rota_app;
