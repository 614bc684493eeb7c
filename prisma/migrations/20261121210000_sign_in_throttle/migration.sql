-- Attempts to sign in that failed, or are under way (`failed` is null): what budgets are counted by. Who and from where
-- stand as keyed hashes; the audit has the values.
CREATE TABLE "sign_in_attempt" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY,
    "account_key" TEXT NOT NULL,
    "address_key" TEXT NOT NULL,
    "known" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "failed" BOOLEAN,

    CONSTRAINT "sign_in_attempt_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "sign_in_attempt_account_key_idx" ON "sign_in_attempt" ("account_key", "at");
CREATE INDEX "sign_in_attempt_address_key_idx" ON "sign_in_attempt" ("address_key", "at");
CREATE INDEX "sign_in_attempt_at_idx" ON "sign_in_attempt" ("at");

-- From where an account signed in rightly, and when it last did.
CREATE TABLE "sign_in_address" (
    "account_key" TEXT NOT NULL,
    "address_key" TEXT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_address_pkey" PRIMARY KEY ("account_key", "address_key")
);

GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_attempt", "sign_in_address" TO rota_app;
