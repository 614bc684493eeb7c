-- How far the live feed of each audit has come: one worker at a time sends what follows.
CREATE TABLE "audit_feed" (
  "chain" TEXT PRIMARY KEY,
  -- Up to this row all was received.
  "seq" BIGINT NOT NULL DEFAULT 0,
  -- Failures in a row since something was received, and when the next attempt is due.
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "lease_token" TEXT,
  "lease_until" TIMESTAMPTZ(3)
);

INSERT INTO "audit_feed" ("chain") VALUES ('schedule'), ('activity');

GRANT SELECT, UPDATE ON "audit_feed" TO rota_app;
