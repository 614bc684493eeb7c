-- What a webhook is signed with, and what its secret headers hold: encrypted, as secret fields of inputs are.
CREATE TABLE "webhook_secret" (
  "target_id" TEXT NOT NULL,
  "signing" TEXT NOT NULL,
  -- The one before signs beside it until then.
  "previous" TEXT,
  "previous_until" TIMESTAMPTZ(3),
  "headers" TEXT NOT NULL,
  CONSTRAINT "webhook_secret_pkey" PRIMARY KEY ("target_id"),
  CONSTRAINT "webhook_secret_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "target"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "webhook_secret_previous_check" CHECK (("previous" IS NULL) = ("previous_until" IS NULL))
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "webhook_secret" TO rota_app;
