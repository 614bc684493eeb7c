-- Gates: how fast and how many at once whatever stands behind them is hit, whichever schedules the runs come from.
ALTER TABLE "gate"
  ADD COLUMN "description" TEXT NOT NULL DEFAULT '',
  -- So long does the rate take to grow from a tenth to all of it; 0: no slow start.
  ADD COLUMN "ramp_seconds" INTEGER NOT NULL DEFAULT 60,
  -- After so many failures in a row the circuit opens; null: there is none. Then one run is let through from time to time.
  ADD COLUMN "circuit_failures" INTEGER,
  ADD COLUMN "probe_seconds" INTEGER NOT NULL DEFAULT 30,
  -- By hand.
  ADD COLUMN "closed_at" TIMESTAMPTZ(3),
  ADD COLUMN "closed_by" TEXT,
  ADD COLUMN "closed_by_name" TEXT,
  ADD COLUMN "closed_reason" TEXT,
  -- Raised by each change that a person makes.
  ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "created_by" TEXT NOT NULL DEFAULT '',
  ADD CONSTRAINT "gate_rate_check" CHECK ("rate_per_second" > 0 AND "rate_per_second" <= 10000),
  ADD CONSTRAINT "gate_burst_check" CHECK ("burst" BETWEEN 1 AND 100000),
  ADD CONSTRAINT "gate_max_in_flight_check" CHECK ("max_in_flight" BETWEEN 1 AND 100000),
  ADD CONSTRAINT "gate_ramp_check" CHECK ("ramp_seconds" BETWEEN 0 AND 86400),
  ADD CONSTRAINT "gate_circuit_check" CHECK ("circuit_failures" BETWEEN 1 AND 1000),
  ADD CONSTRAINT "gate_probe_check" CHECK ("probe_seconds" BETWEEN 1 AND 86400),
  ADD CONSTRAINT "gate_closed_check" CHECK (("closed_at" IS NULL) = ("closed_reason" IS NULL));

-- Closed by plan: once, or so many minutes from each time of an expression.
CREATE TABLE "gate_window" (
  "id" TEXT NOT NULL,
  "gate_id" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "from_at" TIMESTAMPTZ(3),
  "until_at" TIMESTAMPTZ(3),
  "expression" TEXT,
  "time_zone" TEXT,
  "minutes" INTEGER,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "created_by" TEXT NOT NULL,
  CONSTRAINT "gate_window_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "gate_window_gate_id_fkey" FOREIGN KEY ("gate_id") REFERENCES "gate"("id") ON DELETE CASCADE,
  CONSTRAINT "gate_window_kind_check" CHECK (
    ("from_at" < "until_at" AND "expression" IS NULL AND "time_zone" IS NULL AND "minutes" IS NULL) IS TRUE OR
    ("from_at" IS NULL AND "until_at" IS NULL AND "time_zone" IS NOT NULL AND "expression" IS NOT NULL AND "minutes" > 0) IS TRUE)
);
CREATE INDEX "gate_window_gate_idx" ON "gate_window" ("gate_id");
GRANT SELECT, INSERT, DELETE ON "gate_window" TO rota_app;

-- What must stand behind a gate: targets of a team, or of all, in the gate's environment. No kind is any.
CREATE TABLE "gate_rule" (
  "id" TEXT NOT NULL,
  "gate_id" TEXT NOT NULL,
  "team_id" TEXT,
  "kind" "TargetKind",
  "pattern" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "created_by" TEXT NOT NULL,
  CONSTRAINT "gate_rule_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "gate_rule_gate_id_fkey" FOREIGN KEY ("gate_id") REFERENCES "gate"("id") ON DELETE CASCADE,
  CONSTRAINT "gate_rule_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "gate_rule_key" ON "gate_rule" ("gate_id", "team_id", "kind", "pattern") NULLS NOT DISTINCT;
GRANT SELECT, INSERT, DELETE ON "gate_rule" TO rota_app;

-- Narrow, and written at every claim.
CREATE TABLE "gate_state" (
  "gate_id" TEXT NOT NULL,
  -- The bucket: what was in it then, and since when the rate grows.
  "tokens" DOUBLE PRECISION NOT NULL DEFAULT 0,
  "at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  "ramp_at" TIMESTAMPTZ(6),
  -- The schedule served last: the next one is the next to be.
  "last_schedule_id" TEXT NOT NULL DEFAULT '',
  -- When a worker last looked after what was due.
  "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "failures" INTEGER NOT NULL DEFAULT 0,
  -- Of an open circuit: since when, when a run is let through next, and the one that was.
  "circuit_since" TIMESTAMPTZ(3),
  "circuit_until" TIMESTAMPTZ(3),
  "probe_run_id" TEXT,
  -- The maintenance window that is, or comes next. Once it is over nothing passes until the one after it is known.
  "window_from" TIMESTAMPTZ(3),
  "window_until" TIMESTAMPTZ(3),
  -- The schedule from which a walk over those that wait has found none that may go; null: it found one, or all were seen.
  "circle_from" TEXT,
  -- What pauses and freezes that ended set free, less what the gate let pass since then.
  "released" DOUBLE PRECISION NOT NULL DEFAULT 0,
  "released_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "gate_state_pkey" PRIMARY KEY ("gate_id"),
  CONSTRAINT "gate_state_gate_id_fkey" FOREIGN KEY ("gate_id") REFERENCES "gate"("id") ON DELETE CASCADE
) WITH (fillfactor = 30, autovacuum_vacuum_threshold = 200);
GRANT SELECT, INSERT, UPDATE ON "gate_state" TO rota_app;
INSERT INTO "gate_state" ("gate_id") SELECT "id" FROM "gate";
CREATE FUNCTION gate_state_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "gate_state" ("gate_id", "at", "asked_at") VALUES (NEW."id", clock_timestamp(), clock_timestamp());
  RETURN NULL;
END $$;
CREATE TRIGGER gate_state_begin AFTER INSERT ON "gate" FOR EACH ROW EXECUTE FUNCTION gate_state_begin();

-- How many passed in each minute: what a run's history can't tell, because a target may have changed its gate since.
CREATE TABLE "gate_minute" (
  "gate_id" TEXT NOT NULL,
  "minute" TIMESTAMPTZ(3) NOT NULL,
  "passed" INTEGER NOT NULL,
  CONSTRAINT "gate_minute_pkey" PRIMARY KEY ("gate_id", "minute"),
  CONSTRAINT "gate_minute_gate_id_fkey" FOREIGN KEY ("gate_id") REFERENCES "gate"("id") ON DELETE CASCADE
) WITH (fillfactor = 30);
GRANT SELECT, INSERT, UPDATE, DELETE ON "gate_minute" TO rota_app;

-- Looked at in the end: whoever writes a target says in words that there is no such gate.
ALTER TABLE "target" ADD COLUMN "gate_id" TEXT,
  ADD CONSTRAINT "target_gate_id_fkey" FOREIGN KEY ("gate_id") REFERENCES "gate"("id") ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "target_gate_idx" ON "target" ("gate_id") WHERE "gate_id" IS NOT NULL;

-- What waits behind a gate stands in indexes of its own.
ALTER TABLE "run_queue" ADD COLUMN "gate_id" TEXT,
  -- In a worker's hand, waiting for its turn at the gate: it was not sent, and may go back or end at any time.
  ADD COLUMN "in_hand" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "run_queue_gate_due_idx" ON "run_queue" ("gate_id", "priority", "visible_at")
  WHERE "gate_id" IS NOT NULL AND "step" = 'send' AND NOT "held" AND "worker" IS NULL;
CREATE INDEX "run_queue_gate_turn_idx" ON "run_queue" ("gate_id", "schedule_id", "visible_at")
  WHERE "gate_id" IS NOT NULL AND "step" = 'send' AND NOT "held" AND "worker" IS NULL AND "priority" = 1;
-- Of one target whose runs exclude each other it finds the one that is under way, whatever waits beside it.
CREATE INDEX "run_queue_gate_busy_idx" ON "run_queue" ("gate_id", "exclusive", "target_id")
  WHERE "gate_id" IS NOT NULL AND ("worker" IS NOT NULL OR "step" = 'watch' OR "attempts" > "attempts_before");

-- Whoever puts a run into the queue: it waits behind the gate that its target has then.
CREATE FUNCTION run_queue_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."gate_id" := (SELECT t."gate_id" FROM "target" t WHERE t."id" = NEW."target_id");
  RETURN NEW;
END $$;
CREATE TRIGGER run_queue_gate BEFORE INSERT ON "run_queue" FOR EACH ROW EXECUTE FUNCTION run_queue_gate();

-- What waits follows its target to another gate: at the commit, when whoever changes a schedule holds its clock, so that
-- the planner has no runs under way that are not seen here.
CREATE FUNCTION target_gate_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "run_queue" q SET "gate_id" = NEW."gate_id"
  WHERE q."schedule_id" = NEW."schedule_id" AND q."target_id" = NEW."id" AND q."gate_id" IS DISTINCT FROM NEW."gate_id";
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER target_gate_moves AFTER UPDATE OF "gate_id" ON "target" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD."gate_id" IS DISTINCT FROM NEW."gate_id") EXECUTE FUNCTION target_gate_moves();
