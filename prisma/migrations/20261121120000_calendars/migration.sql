-- A cron may carry a second; `at` has its own, a rate its anchor's.
ALTER TABLE "schedule"
  ADD COLUMN "second" SMALLINT NOT NULL DEFAULT 0,
  ADD CONSTRAINT "schedule_second_check" CHECK ("second" BETWEEN 0 AND 59 AND ("second" = 0 OR "expression" LIKE 'cron(%'));

-- Calendars of excluded dates: of one team, or of all where there is none.
CREATE TABLE "calendar" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "team_id" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "calendar_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "calendar_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "calendar_name_key" ON "calendar" (COALESCE("team_id", ''), lower("name"));

CREATE TABLE "calendar_dates" (
    "id" TEXT NOT NULL,
    "calendar_id" TEXT NOT NULL,
    "first_date" DATE NOT NULL,
    "last_date" DATE NOT NULL,
    "label" TEXT NOT NULL,

    CONSTRAINT "calendar_dates_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "calendar_dates_calendar_id_fkey" FOREIGN KEY ("calendar_id") REFERENCES "calendar"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "calendar_dates_range_check" CHECK ("first_date" <= "last_date" AND "first_date" >= '1970-01-01' AND "last_date" <= '2199-12-31'),
    CONSTRAINT "calendar_dates_label_check" CHECK (length("label") BETWEEN 1 AND 100)
);
CREATE UNIQUE INDEX "calendar_dates_calendar_id_first_date_last_date_label_key"
  ON "calendar_dates" ("calendar_id", "first_date", "last_date", "label");

CREATE TABLE "schedule_calendar" (
    "schedule_id" TEXT NOT NULL,
    "calendar_id" TEXT NOT NULL,

    CONSTRAINT "schedule_calendar_pkey" PRIMARY KEY ("schedule_id", "calendar_id"),
    CONSTRAINT "schedule_calendar_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedule"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "schedule_calendar_calendar_id_fkey" FOREIGN KEY ("calendar_id") REFERENCES "calendar"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "schedule_calendar_calendar_id_idx" ON "schedule_calendar"("calendar_id");

-- The clock: `stale` where a calendar changed and a worker has yet to look, `over_at` the last nominal time of a
-- schedule that has no run left because the rest is excluded.
ALTER TABLE "schedule_clock"
  ADD COLUMN "stale" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "over_at" TIMESTAMPTZ(3);
CREATE INDEX "schedule_clock_stale_idx" ON "schedule_clock" ("schedule_id") WHERE "stale";

-- For how long and why a schedule that is on was switched off in AWS, and when to look again.
ALTER TABLE "schedule_sync"
  ADD COLUMN "off_reason" TEXT,
  ADD COLUMN "off_until" TIMESTAMPTZ(3),
  ADD COLUMN "switch_at" TIMESTAMPTZ(3);
DROP INDEX "schedule_sync_due_idx";
CREATE INDEX "schedule_sync_wake_idx" ON "schedule_sync" ((LEAST("due_at", "switch_at")))
  WHERE "due_at" IS NOT NULL OR "switch_at" IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON "calendar", "calendar_dates", "schedule_calendar" TO rota_app;
