-- That a backup was restored, as somebody declared it: from this digest on, an audit's digests have other names outside the
-- database. The names of before belong to digests that were signed since the backup, and that this database does not have.
CREATE TABLE "audit_restore" (
  "chain" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "from_number" INTEGER NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "audit_restore_pkey" PRIMARY KEY ("chain", "name")
);
GRANT SELECT, INSERT ON "audit_restore" TO rota_app;
