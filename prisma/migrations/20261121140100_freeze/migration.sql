-- A freeze keeps everything of a team, of an environment, or all, off in AWS until it is lifted. The state of each
-- schedule stays as it is, so that lifting brings back exactly what was.
CREATE TYPE "FreezeScope" AS ENUM ('team', 'environment', 'all');

CREATE TABLE "freeze" (
    "id" TEXT NOT NULL,
    "scope" "FreezeScope" NOT NULL,
    "team_id" TEXT,
    "environment_id" TEXT,
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "by_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_by" TEXT,
    "lifted_by_name" TEXT,
    "lifted_at" TIMESTAMPTZ(3),
    "lift_reason" TEXT,

    CONSTRAINT "freeze_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "freeze_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "freeze_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "freeze_scope_check" CHECK (("scope" = 'team') = ("team_id" IS NOT NULL)
      AND ("scope" = 'environment') = ("environment_id" IS NOT NULL)),
    CONSTRAINT "freeze_lifted_check" CHECK (("lifted_at" IS NULL) = ("lifted_by" IS NULL)
      AND ("lifted_at" IS NULL) = ("lifted_by_name" IS NULL) AND ("lifted_at" IS NOT NULL OR "lift_reason" IS NULL))
);
CREATE INDEX "freeze_active_idx" ON "freeze" ("at") WHERE "lifted_at" IS NULL;
CREATE INDEX "freeze_at_id_idx" ON "freeze" ("at" DESC, "id" DESC);

-- Whether a freeze covers the schedules of a team in an environment now.
CREATE FUNCTION frozen(of_team text, of_environment text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM "freeze" f WHERE f."lifted_at" IS NULL
    AND (f."scope" = 'all' OR f."team_id" = of_team OR f."environment_id" = of_environment))
$$;

-- What a schedule would run next if no freeze held it back: it has no next run meanwhile.
ALTER TABLE "schedule_clock" ADD COLUMN "held_run_at" TIMESTAMPTZ(3);
CREATE INDEX "schedule_clock_held_idx" ON "schedule_clock" ("held_run_at") WHERE "held_run_at" IS NOT NULL;

-- The database holds next runs back, so that no statement can forget it. A schedule that comes under a freeze while
-- that begins or ends waits for it: neither sees what the other has not yet committed.
CREATE FUNCTION freeze_wait() RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock_shared(hashtextextended('freeze', 0))
$$;

CREATE FUNCTION schedule_clock_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM freeze_wait();
  END IF;
  NEW."held_run_at" := NULL;
  IF NEW."next_run_at" IS NOT NULL
    AND (SELECT frozen(s."team_id", s."environment_id") FROM "schedule" s WHERE s."id" = NEW."schedule_id") THEN
    NEW."held_run_at" := NEW."next_run_at";
    NEW."next_run_at" := NULL;
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION schedule_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM freeze_wait();
  RETURN NEW;
END $$;

CREATE TRIGGER schedule_clock_hold BEFORE INSERT OR UPDATE OF "next_run_at" ON "schedule_clock" FOR EACH ROW
  EXECUTE FUNCTION schedule_clock_hold();
CREATE TRIGGER schedule_moves BEFORE UPDATE OF "team_id", "environment_id" ON "schedule" FOR EACH ROW
  WHEN (OLD."team_id" IS DISTINCT FROM NEW."team_id" OR OLD."environment_id" IS DISTINCT FROM NEW."environment_id")
  EXECUTE FUNCTION schedule_moves();

GRANT SELECT, INSERT, UPDATE ON "freeze" TO rota_app;
