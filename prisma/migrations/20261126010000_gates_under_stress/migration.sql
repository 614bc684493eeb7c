-- A run that waits in a worker's hand for its turn at the gate: it was not sent, and may go back or end at any time.
ALTER TABLE "run_queue" ADD COLUMN "in_hand" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "gate_state"
  -- The schedule from which a walk over those that wait has found none that may go; null: it found one, or all were seen.
  ADD COLUMN "circle_from" TEXT,
  -- What pauses and freezes that ended set free, less what the gate let pass since then.
  ADD COLUMN "released" DOUBLE PRECISION NOT NULL DEFAULT 0,
  ADD COLUMN "released_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp();

-- Of one target whose runs exclude each other it finds the one that is under way, whatever waits beside it.
DROP INDEX "run_queue_gate_busy_idx";
CREATE INDEX "run_queue_gate_busy_idx" ON "run_queue" ("gate_id", "exclusive", "target_id")
  WHERE "gate_id" IS NOT NULL AND ("worker" IS NOT NULL OR "step" = 'watch' OR "attempts" > "attempts_before");

-- As before, but that of an open circuit the first that asks is the probe, and the others wait for it; and what was not used
-- is taken off the minute in which it was counted.
DROP FUNCTION gate_take(text, text, integer, integer);
CREATE FUNCTION gate_take(of_gate text, for_run text, wanted integer, unused integer,
  OUT granted integer, OUT wait_ms float8, OUT late_ms float8, OUT at timestamptz) LANGUAGE plpgsql AS $$
DECLARE b gate_bucket; taken_at timestamptz;
BEGIN
  b := gate_enter(of_gate, for_run);
  granted := 0;
  IF b.at IS NULL THEN RETURN; END IF;
  at := b.at;
  late_ms := b.late_ms;
  wait_ms := b.wait_ms;
  IF b.opened THEN
    granted := GREATEST(0, LEAST(wanted, gate_whole(b), CASE WHEN b.probing THEN 1 END));
    b.tokens := b.tokens - granted;
    wait_ms := gate_wait(b);
  END IF;
  UPDATE "gate_state" g SET "tokens" = b.tokens, "at" = b.at, "ramp_at" = b.ramp_at,
    "probe_run_id" = CASE WHEN b.probing AND granted > 0 THEN for_run ELSE g."probe_run_id" END,
    "circuit_until" = CASE WHEN b.probing AND granted > 0 THEN b.at + make_interval(secs => b.probe_seconds)
      ELSE g."circuit_until" END
  WHERE g."gate_id" = of_gate;
  IF granted > 0 THEN PERFORM gate_count(of_gate, granted, b.at); END IF;
  IF unused > 0 THEN
    SELECT q."attempt_at" INTO taken_at FROM "run_queue" q WHERE q."run_id" = for_run;
    PERFORM gate_count(of_gate, -unused, COALESCE(taken_at, b.at));
  END IF;
END $$;

-- Whether a run that a worker has in hand may still be sent, as far as all but its gate goes.
CREATE FUNCTION gate_sends(q "run_queue") RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT q."held" AND q."stopping" IS NULL AND q."input_void" IS NULL AND NOT in_recovery(q."environment_id")
    AND EXISTS (SELECT FROM "schedule" s WHERE s."id" = q."schedule_id" AND s."state" <> 'deleted')
    AND EXISTS (SELECT FROM "target" t WHERE t."id" = q."target_id") AND gate_may(q."schedule_id", q."priority" = 0)
$$;

-- Takes a token for a run that its worker has in hand. Where it gets none it says how long to wait, null where the run is to
-- go back: it is not to be sent now, it stands behind another gate, or is no longer that worker's.
CREATE FUNCTION gate_pass(of_gate text, of_run text, of_worker text, of_fence integer, unused integer,
  OUT granted boolean, OUT wait_ms float8, OUT late_ms float8) LANGUAGE plpgsql AS $$
DECLARE q "run_queue"; tokens integer; taken_at timestamptz;
BEGIN
  granted := false;
  -- Before the run, as claims do; and whoever changes the run meanwhile is not waited for.
  PERFORM FROM "gate_state" WHERE "gate_id" = of_gate FOR UPDATE;
  SELECT r.* INTO q FROM "run_queue" r
  WHERE r."run_id" = of_run AND r."worker" = of_worker AND r."fence" = of_fence FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    IF EXISTS (SELECT FROM "run_queue" r WHERE r."run_id" = of_run AND r."worker" = of_worker AND r."fence" = of_fence) THEN
      wait_ms := 20;
      IF unused > 0 THEN PERFORM gate_take(of_gate, of_run, 0, unused); END IF;
    END IF;
    RETURN;
  END IF;
  IF q."gate_id" = of_gate AND COALESCE(gate_sends(q), false) THEN
    SELECT t.granted, t.wait_ms, t.late_ms, t.at INTO tokens, wait_ms, late_ms, taken_at
    FROM gate_take(of_gate, of_run, 1, unused) AS t;
    granted := tokens > 0;
  ELSIF unused > 0 THEN
    PERFORM gate_take(of_gate, of_run, 0, unused);
  END IF;
  -- In the minute of its token: the column has milliseconds, and would round.
  UPDATE "run_queue" SET "in_hand" = NOT granted,
    "attempt_at" = CASE WHEN granted THEN date_trunc('milliseconds', taken_at) ELSE "attempt_at" END
  WHERE "run_id" = of_run AND (granted OR NOT "in_hand");
END $$;

-- Whether another run of the same target is under way that this one must not run beside: it stands behind the same gate.
CREATE OR REPLACE FUNCTION gate_rival(q "run_queue") RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT q."exclusive" AND EXISTS (SELECT FROM "run_queue" r
    WHERE r."gate_id" = q."gate_id" AND r."exclusive" AND r."target_id" = q."target_id" AND r."run_id" <> q."run_id"
      AND (r."worker" IS NOT NULL OR r."step" = 'watch' OR r."attempts" > r."attempts_before"))
$$;

-- Holds a run for a worker, with a token of that instant. Null where another of its target is just being taken.
DROP FUNCTION gate_hold("run_queue", text, interval);
CREATE FUNCTION gate_hold(q "run_queue", for_worker text, lease interval, at timestamptz) RETURNS "run_queue" LANGUAGE plpgsql AS $$
BEGIN
  IF q."exclusive" THEN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('overlap ' || q."target_id", 0)) THEN RETURN NULL; END IF;
    IF gate_rival(q) THEN RETURN NULL; END IF;
  END IF;
  UPDATE "run_queue" r SET "worker" = for_worker, "fence" = r."fence" + 1, "attempts" = r."attempts" + 1,
    "attempt_at" = date_trunc('milliseconds', at), "in_hand" = false, "visible_at" = clock_timestamp() + lease
  WHERE r."run_id" = q."run_id" RETURNING r.* INTO q;
  RETURN q;
END $$;

-- Takes what a gate lets pass of the runs that are due behind it, at most `room`: what people asked for first, then one
-- of each schedule in turn, from the one after that which was served last. The last row is no run: it says how long to
-- wait, null where nothing more is due that may go, and how late what was taken may be sent.
CREATE OR REPLACE FUNCTION gate_claim(of_gate text, for_worker text, lease interval, room integer)
RETURNS TABLE (wait_ms float8, late_ms float8, stale boolean, q "run_queue") LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  b gate_bucket; r "run_queue"; oldest timestamptz; spare integer; n integer; taken integer := 0;
  place text; next text; first text; circle text; wrapped boolean; around boolean := false; passed_by integer := 0;
  late_start boolean := false; probe text; iced text[]; busy text[];
BEGIN
  b := gate_enter(of_gate, NULL);
  IF b.at IS NULL THEN RETURN; END IF;
  late_ms := b.late_ms;
  stale := b.stale;
  wait_ms := b.wait_ms;
  IF NOT b.opened THEN RETURN NEXT; RETURN; END IF;
  SELECT min(w."visible_at") INTO oldest FROM generate_series(0, 1) AS p, LATERAL (
    SELECT d."visible_at" FROM "run_queue" d WHERE d."gate_id" = of_gate AND d."step" = 'send' AND NOT d."held"
      AND d."worker" IS NULL AND d."priority" = p ORDER BY d."visible_at" LIMIT 1) AS w;
  IF oldest IS NULL OR oldest > b.at OR in_recovery(b.environment_id) OR frozen('', b.environment_id) THEN
    RETURN NEXT; RETURN;
  END IF;
  -- An outage: for a minute nobody looked after what was due.
  IF b.ramp > 0 AND b.asked_at < b.at - interval '1 minute' AND oldest < b.at - interval '1 minute' THEN
    late_start := true;
    b.ramp_at := b.at;
    b.tokens := LEAST(b.tokens, 1);
  END IF;
  spare := room;
  IF b.max_in_flight IS NOT NULL THEN
    SELECT LEAST(room, b.max_in_flight - count(*)) INTO spare FROM "run_queue" h
    WHERE h."gate_id" = of_gate AND (h."worker" IS NOT NULL OR h."step" = 'watch');
  END IF;
  IF b.probing THEN spare := LEAST(spare, 1); END IF;
  n := LEAST(spare, gate_whole(b));
  place := b.last_schedule_id;
  SELECT g."circle_from" INTO circle FROM "gate_state" g WHERE g."gate_id" = of_gate;
  IF n > 0 THEN
    -- Once for all that wait: freezes of teams, and targets that have a run under way beside which no other may be.
    iced := ARRAY(SELECT f."team_id" FROM "freeze" f WHERE f."lifted_at" IS NULL AND f."team_id" IS NOT NULL);
    busy := ARRAY(SELECT DISTINCT h."target_id" FROM "run_queue" h WHERE h."gate_id" = of_gate AND h."exclusive"
      AND (h."worker" IS NOT NULL OR h."step" = 'watch' OR h."attempts" > h."attempts_before"));
    FOR r IN
      SELECT d.* FROM "run_queue" d
      WHERE d."gate_id" = of_gate AND d."step" = 'send' AND NOT d."held" AND d."worker" IS NULL AND d."priority" = 0
        AND d."visible_at" <= b.at
        AND NOT (d."exclusive" AND d."attempts" = d."attempts_before" AND d."target_id" = ANY (busy))
        AND (SELECT s."state" = 'deleted' OR NOT (s."team_id" = ANY (iced)) FROM "schedule" s WHERE s."id" = d."schedule_id")
      ORDER BY d."visible_at" LIMIT n + 200 FOR UPDATE OF d SKIP LOCKED
    LOOP
      r := gate_hold(r, for_worker, lease, b.at);
      CONTINUE WHEN r."run_id" IS NULL;
      taken := taken + 1;
      IF r."exclusive" THEN busy := busy || r."target_id"; END IF;
      q := r;
      probe := r."run_id";
      RETURN NEXT;
      EXIT WHEN taken >= n;
    END LOOP;
  END IF;
  -- Index by index from schedule to schedule: it costs what it takes, however much waits behind each. One that found none
  -- that may go once around is over, and where it took too long it goes on from there.
  first := COALESCE(circle, place);
  wrapped := place < first;
  WHILE taken < n AND passed_by < 200 LOOP
    SELECT d."schedule_id" INTO next FROM "run_queue" d
    WHERE d."gate_id" = of_gate AND d."step" = 'send' AND NOT d."held" AND d."worker" IS NULL AND d."priority" = 1
      AND d."schedule_id" > place AND (NOT wrapped OR d."schedule_id" <= first) AND d."visible_at" <= b.at
    ORDER BY d."schedule_id" LIMIT 1;
    IF NOT FOUND THEN
      around := wrapped OR first = '';
      EXIT WHEN around;
      wrapped := true;
      place := '';
      CONTINUE;
    END IF;
    place := next;
    passed_by := passed_by + 1;
    CONTINUE WHEN NOT COALESCE((SELECT s."state" = 'deleted' OR s."state" IN ('on', 'completed')
      AND NOT (s."team_id" = ANY (iced)) FROM "schedule" s WHERE s."id" = next), false);
    SELECT d.* INTO r FROM "run_queue" d
    WHERE d."gate_id" = of_gate AND d."step" = 'send' AND NOT d."held" AND d."worker" IS NULL AND d."priority" = 1
      AND d."schedule_id" = next AND d."visible_at" <= b.at
      AND NOT (d."exclusive" AND d."attempts" = d."attempts_before" AND d."target_id" = ANY (busy))
    ORDER BY d."visible_at" LIMIT 1 FOR UPDATE SKIP LOCKED;
    CONTINUE WHEN NOT FOUND;
    r := gate_hold(r, for_worker, lease, b.at);
    CONTINUE WHEN r."run_id" IS NULL;
    taken := taken + 1;
    first := place;
    wrapped := false;
    passed_by := 0;
    IF r."exclusive" THEN busy := busy || r."target_id"; END IF;
    q := r;
    probe := r."run_id";
    RETURN NEXT;
  END LOOP;
  first := CASE WHEN n <= 0 THEN circle WHEN passed_by >= 200 THEN first END;
  b.tokens := b.tokens - taken;
  IF taken > 0 OR late_start OR place <> b.last_schedule_id OR first IS DISTINCT FROM circle
    OR b.asked_at < b.at - interval '5 seconds' THEN
    UPDATE "gate_state" g SET "tokens" = b.tokens, "at" = b.at, "ramp_at" = b.ramp_at, "last_schedule_id" = place,
      "circle_from" = first, "asked_at" = b.at,
      "probe_run_id" = CASE WHEN b.probing AND taken > 0 THEN probe ELSE g."probe_run_id" END,
      "circuit_until" = CASE WHEN b.probing AND taken > 0 THEN b.at + make_interval(secs => b.probe_seconds)
        ELSE g."circuit_until" END
    WHERE g."gate_id" = of_gate;
  END IF;
  IF taken > 0 THEN PERFORM gate_count(of_gate, taken, b.at); END IF;
  wait_ms := CASE
    WHEN gate_whole(b) < 1 THEN gate_wait(b)
    WHEN spare < room AND taken >= spare THEN 250
    WHEN taken = n THEN 0
    WHEN passed_by >= 200 THEN 5 END;
  q := NULL;
  RETURN NEXT;
END $$;

-- Begins a slow start where more of what was held back is due at once than a gate's burst: of a schedule, a team, an
-- environment, or of all where nothing is named. A run or two that were held slow down nobody; but what comes free bit by
-- bit, as where many schedules are resumed together, adds up, and does not begin anew what has begun.
CREATE OR REPLACE FUNCTION gate_released(of_schedule text, of_team text, of_environment text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE g record; known "gate_state"; t timestamptz;
BEGIN
  FOR g IN
    SELECT * FROM (
      SELECT x."id", x."burst", x."rate_per_second" AS rate, make_interval(secs => x."ramp_seconds") AS ramp, (
        SELECT count(*) FROM (
          SELECT FROM "run_queue" q JOIN "schedule" s ON s."id" = q."schedule_id"
          WHERE q."gate_id" = x."id" AND q."step" = 'send' AND NOT q."held" AND q."worker" IS NULL AND q."priority" = 1
            AND q."visible_at" <= clock_timestamp() AND (of_schedule IS NULL OR q."schedule_id" = of_schedule)
            AND (of_team IS NULL OR s."team_id" = of_team) LIMIT x."burst" + 1) AS due) AS freed
      FROM "gate" x WHERE of_environment IS NULL OR x."environment_id" = of_environment) AS those
    WHERE freed > 0 ORDER BY "id"
  LOOP
    SELECT * INTO known FROM "gate_state" WHERE "gate_id" = g."id" FOR UPDATE;
    t := clock_timestamp();
    known."released" := g.freed
      + GREATEST(0, known."released" - g.rate * GREATEST(0, EXTRACT(EPOCH FROM t - known."released_at")::float8));
    IF g.freed > g."burst" OR known."released" > g."burst" AND COALESCE(known."ramp_at" + g.ramp <= t, true) THEN
      PERFORM gate_start_slowly(ARRAY[g."id"]);
      known."released" := 0;
    END IF;
    UPDATE "gate_state" SET "released" = known."released", "released_at" = t WHERE "gate_id" = g."id";
  END LOOP;
END $$;
