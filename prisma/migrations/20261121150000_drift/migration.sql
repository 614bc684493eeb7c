-- AWS has something else than Rota left there: a person decides what becomes of it.
ALTER TYPE "SyncStatus" ADD VALUE 'drift';

-- Digests of what was lately sent under a name: whatever else stands there was not written by this database. `hash` is
-- null while nothing was read back, or while Rota is about to delete it; `checked_at` is when it was read back last.
ALTER TABLE "aws_schedule"
  ADD COLUMN "sent" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "checked_at" TIMESTAMPTZ(3);
CREATE INDEX "aws_schedule_environment_id_idx" ON "aws_schedule" ("environment_id");

CREATE TYPE "DriftKind" AS ENUM ('changed', 'missing', 'extra', 'foreign');
CREATE TYPE "DriftDecision" AS ENUM ('restore', 'accept');

-- What is in AWS but for Rota's doing, one row a name. Secrets are masked; a decision holds for the very thing that was
-- seen (`fingerprint`) and for nothing that came after it.
CREATE TABLE "drift" (
    "environment_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "DriftKind" NOT NULL,
    "schedule_id" TEXT,
    "target_id" TEXT,
    "fingerprint" TEXT NOT NULL,
    "aws_generation" INTEGER,
    "ours" JSONB,
    "theirs" JSONB,
    "modified_at" TIMESTAMPTZ(3),
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "switched_off" BOOLEAN NOT NULL DEFAULT false,
    "decision" "DriftDecision",

    CONSTRAINT "drift_pkey" PRIMARY KEY ("environment_id", "name"),
    CONSTRAINT "drift_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "drift_schedule_id_idx" ON "drift" ("schedule_id");
CREATE INDEX "drift_found_at_idx" ON "drift" ("found_at" DESC, "name");

-- How Rota stands to the AWS side of an environment.
CREATE TABLE "environment_sync" (
    "environment_id" TEXT NOT NULL,
    "reached_at" TIMESTAMPTZ(3),
    "unreachable_since" TIMESTAMPTZ(3),
    "unreachable_error" TEXT,
    "recovery_since" TIMESTAMPTZ(3),
    "recovery_reason" TEXT,
    "foreign_reason" TEXT,
    "tagged_seq" BIGINT,
    "tagged_at" TIMESTAMPTZ(3),

    CONSTRAINT "environment_sync_pkey" PRIMARY KEY ("environment_id"),
    CONSTRAINT "environment_sync_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- The pass over all that an environment has in AWS: a page at a time, by one worker at a time, taken up where it stopped.
CREATE TABLE "environment_scan" (
    "environment_id" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_token" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "next_token" TEXT,
    "page" INTEGER NOT NULL DEFAULT 0,
    "full" BOOLEAN NOT NULL DEFAULT false,
    "full_at" TIMESTAMPTZ(3),
    "passed_at" TIMESTAMPTZ(3),
    "listed" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "error" TEXT,
    "held_since" TIMESTAMPTZ(3),
    "held_missing" INTEGER NOT NULL DEFAULT 0,
    "held_surplus" INTEGER NOT NULL DEFAULT 0,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "environment_scan_pkey" PRIMARY KEY ("environment_id"),
    CONSTRAINT "environment_scan_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- The names that the present pass has listed, a row a page: what is known and not among them at its end is missing.
CREATE TABLE "scan_page" (
    "environment_id" TEXT NOT NULL,
    "page" INTEGER NOT NULL,
    "names" TEXT[] NOT NULL,

    CONSTRAINT "scan_page_pkey" PRIMARY KEY ("environment_id", "page"),
    CONSTRAINT "scan_page_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

GRANT SELECT, INSERT, UPDATE ON "environment_sync", "environment_scan" TO rota_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "drift", "scan_page" TO rota_app;
