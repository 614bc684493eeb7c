-- What people ask for once: a form that is sent twice makes no second run. Kept as long as a form may be sent again.
CREATE TABLE "run_request" (
  "id" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "run_request_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "run_request_at_idx" ON "run_request" ("at");
GRANT SELECT, INSERT, DELETE ON "run_request" TO rota_app;

-- Who cancelled or stopped a run: apart from the reason, so that the name of somebody who is erased goes.
ALTER TABLE "run"
  ADD COLUMN "ended_by" TEXT,
  ADD COLUMN "ended_by_name" TEXT;
