-- Bulk acts: what was matched at the preview, row by row, and what became of each. A draft is a preview that nobody has
-- started.
CREATE TYPE "BulkStatus" AS ENUM ('draft', 'running', 'done');
CREATE TYPE "BulkItemStatus" AS ENUM ('queued', 'done', 'skipped', 'failed');

CREATE TABLE "bulk_job" (
    "id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "params" JSONB NOT NULL DEFAULT '{}',
    "status" "BulkStatus" NOT NULL DEFAULT 'draft',
    "reason" TEXT,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "run_by" TEXT NOT NULL,
    "run_by_name" TEXT NOT NULL,
    "session_id" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "undo_of" TEXT,

    CONSTRAINT "bulk_job_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "bulk_job_undo_of_fkey" FOREIGN KEY ("undo_of") REFERENCES "bulk_job"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "bulk_job_started_check" CHECK ("status" = 'draft' OR ("started_at" IS NOT NULL AND "reason" IS NOT NULL)),
    CONSTRAINT "bulk_job_finished_check" CHECK (("status" = 'done') = ("finished_at" IS NOT NULL))
);
-- Undone once.
CREATE UNIQUE INDEX "bulk_job_undo_of_key" ON "bulk_job" ("undo_of");
CREATE INDEX "bulk_job_created_at_id_idx" ON "bulk_job" ("created_at" DESC, "id" DESC);
CREATE INDEX "bulk_job_running_idx" ON "bulk_job" ("started_at") WHERE "status" = 'running';

CREATE TABLE "bulk_item" (
    "job_id" TEXT NOT NULL,
    "schedule_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "before" JSONB NOT NULL,
    "status" "BulkItemStatus" NOT NULL DEFAULT 'queued',
    "message" TEXT,
    "generation_after" INTEGER,
    "lease_until" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_item_pkey" PRIMARY KEY ("job_id", "schedule_id"),
    CONSTRAINT "bulk_item_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "bulk_job"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "bulk_item_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedule"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "bulk_item_done_check" CHECK (("status" = 'done') = ("generation_after" IS NOT NULL))
);
CREATE UNIQUE INDEX "bulk_item_job_id_position_key" ON "bulk_item" ("job_id", "position");
CREATE INDEX "bulk_item_queued_idx" ON "bulk_item" ("job_id", "position") WHERE "status" = 'queued';

GRANT SELECT, INSERT, UPDATE, DELETE ON "bulk_job", "bulk_item" TO rota_app;
