-- What passes a gate: docs/decisions/gates.md. The arithmetic is that of lib/gates/limiter.ts, which a test holds it to.

-- Seconds at the full rate that x seconds of a slow start of d seconds are worth: the rate grows from a tenth to all of it.
CREATE FUNCTION gate_grown(x float8, d float8) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN x >= d THEN x - 0.45 * d ELSE 0.1 * x + 0.45 * x * x / d END
$$;

-- The way back.
CREATE FUNCTION gate_shrunk(v float8, d float8) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN v >= 0.55 * d THEN v + 0.45 * d ELSE 2 * v / (0.1 + sqrt(0.01 + 1.8 * v / d)) END
$$;

-- A gate that somebody holds, as it is now. Its bucket has less than the gate allows, because what passes is sent up to
-- late_ms later.
CREATE TYPE gate_bucket AS (
  opened boolean, stale boolean, probing boolean, wait_ms float8, late_ms float8,
  tokens float8, at timestamptz, ramp_at timestamptz, rate float8, burst float8, ramp float8,
  max_in_flight integer, probe_seconds integer, environment_id text, last_schedule_id text, asked_at timestamptz);

-- Locks a gate until the transaction ends. Null where there is none. A probe that waits for its work to end was told as it
-- was taken: where that was lost, another follows.
CREATE FUNCTION gate_enter(of_gate text, for_run text) RETURNS gate_bucket LANGUAGE plpgsql AS $$
DECLARE
  g "gate"; s "gate_state"; b gate_bucket; t timestamptz; late float8; since timestamptz; d float8;
BEGIN
  SELECT * INTO s FROM "gate_state" WHERE "gate_id" = of_gate FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT * INTO g FROM "gate" WHERE "id" = of_gate;
  t := clock_timestamp();
  late := LEAST(0.5, GREATEST(0.05, (g."burst" - 1) / (2 * g."rate_per_second"), 0.05 / g."rate_per_second"));
  b.late_ms := late * 1000;
  IF g."burst" >= 1 + g."rate_per_second" * late THEN
    b.rate := g."rate_per_second";
    b.burst := g."burst" - g."rate_per_second" * late;
  ELSE
    b.rate := g."burst" * g."rate_per_second" / (1 + g."rate_per_second" * late);
    b.burst := 1;
  END IF;
  b.ramp := g."ramp_seconds";
  b.max_in_flight := g."max_in_flight";
  b.probe_seconds := g."probe_seconds";
  b.environment_id := g."environment_id";
  b.last_schedule_id := s."last_schedule_id";
  b.asked_at := s."asked_at";
  b.at := t;
  -- Where the clock was put back nothing grew, and a slow start begins again.
  b.ramp_at := CASE WHEN s."ramp_at" > t THEN t ELSE s."ramp_at" END;
  s."at" := LEAST(s."at", t);
  since := COALESCE(b.ramp_at, s."at");
  d := CASE WHEN b.ramp_at IS NULL THEN 0 ELSE b.ramp END;
  b.tokens := LEAST(b.burst, s."tokens" + b.rate * (gate_grown(EXTRACT(EPOCH FROM t - since)::float8, d)
    - gate_grown(EXTRACT(EPOCH FROM s."at" - since)::float8, d)));
  IF EXTRACT(EPOCH FROM t - since)::float8 >= d THEN b.ramp_at := NULL; END IF;
  b.opened := false;
  b.stale := COALESCE(s."window_until" <= t, false);
  b.probing := false;
  IF g."closed_at" IS NOT NULL OR b.stale THEN RETURN b; END IF;
  IF s."window_from" <= t THEN
    b.wait_ms := EXTRACT(EPOCH FROM s."window_until" - t) * 1000;
    RETURN b;
  END IF;
  IF s."circuit_until" IS NOT NULL AND (for_run IS NULL OR s."probe_run_id" IS DISTINCT FROM for_run) THEN
    IF s."circuit_until" > t THEN
      b.wait_ms := EXTRACT(EPOCH FROM s."circuit_until" - t) * 1000;
      RETURN b;
    END IF;
    -- The probe that was let through may take longer than until the next. What it began has been told by then.
    IF EXISTS (SELECT FROM "run_queue" WHERE "run_id" = s."probe_run_id" AND "worker" IS NOT NULL AND "step" = 'send') THEN
      b.wait_ms := 1000;
      RETURN b;
    END IF;
    b.probing := true;
  END IF;
  b.opened := true;
  RETURN b;
END $$;

-- Milliseconds until a bucket has the next token.
CREATE FUNCTION gate_wait(b gate_bucket) RETURNS float8 LANGUAGE sql STABLE AS $$
  SELECT GREATEST(0, 1000 * CASE
    WHEN b.ramp_at IS NULL THEN (1 - b.tokens) / b.rate
    ELSE gate_shrunk(gate_grown(EXTRACT(EPOCH FROM b.at - b.ramp_at)::float8, b.ramp) + (1 - b.tokens) / b.rate, b.ramp)
      - EXTRACT(EPOCH FROM b.at - b.ramp_at)::float8 END)
$$;

-- How many whole tokens there are; the least bit is what sums of floating point are off by.
CREATE FUNCTION gate_whole(b gate_bucket) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT floor(b.tokens + 1e-9)::int
$$;

CREATE FUNCTION gate_count(of_gate text, passed integer, t timestamptz) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "gate_minute" AS m ("gate_id", "minute", "passed") VALUES (of_gate, date_trunc('minute', t), passed)
  ON CONFLICT ("gate_id", "minute") DO UPDATE SET "passed" = m."passed" + EXCLUDED."passed"
$$;

-- Takes tokens for what is held already, and says that the gate was looked after. Of an open circuit the first that asks is
-- the probe, and the others wait for it. What was taken before and not used is lost, and taken off the minute in which it
-- was counted.
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
  UPDATE "gate_state" g SET "tokens" = b.tokens, "at" = b.at, "ramp_at" = b.ramp_at, "asked_at" = b.at,
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

-- Whether a run of a schedule may be sent, as far as freezes and its state go: as MAY_RUN in lib/dispatch/engine/due.ts.
CREATE FUNCTION gate_may(of_schedule text, asked boolean) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT s."state" = 'deleted' OR (s."state" IN ('on', 'completed') OR asked) AND NOT frozen(s."team_id", s."environment_id")
  FROM "schedule" s WHERE s."id" = of_schedule
$$;

-- Whether another run of the same target is under way that this one must not run beside: it stands behind the same gate.
CREATE FUNCTION gate_rival(q "run_queue") RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT q."exclusive" AND EXISTS (SELECT FROM "run_queue" r
    WHERE r."gate_id" = q."gate_id" AND r."exclusive" AND r."target_id" = q."target_id" AND r."run_id" <> q."run_id"
      AND (r."worker" IS NOT NULL OR r."step" = 'watch' OR r."attempts" > r."attempts_before"))
$$;

-- Holds a run for a worker, with a token of that instant. Null where another of its target is just being taken.
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
-- wait, null where nothing more is due that may go, and how late what was taken may be sent. A worker whose clock is wrong
-- takes nothing that is planned `to_the_second`. That the gate was looked after is written also where it is closed, or held
-- back by a freeze: only a time in which nobody asked is an outage. What a recovery held back counts as one.
CREATE FUNCTION gate_claim(of_gate text, for_worker text, lease interval, room integer, to_the_second boolean DEFAULT true)
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
  IF b.asked_at < b.at - interval '5 seconds' AND NOT in_recovery(b.environment_id) THEN
    UPDATE "gate_state" g SET "asked_at" = b.at WHERE g."gate_id" = of_gate;
  END IF;
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
      AND d."schedule_id" = next AND d."visible_at" <= b.at AND (to_the_second OR NOT run_is_exact(d))
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
  IF taken > 0 OR late_start OR place <> b.last_schedule_id OR first IS DISTINCT FROM circle THEN
    UPDATE "gate_state" g SET "tokens" = b.tokens, "at" = b.at, "ramp_at" = b.ramp_at, "last_schedule_id" = place,
      "circle_from" = first,
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

-- Lets the rate of gates grow from a tenth again. One run may pass at once where one could have passed meanwhile: what was
-- left in the bucket when the gate closed says nothing of how long ago that was.
CREATE FUNCTION gate_start_slowly(of_gates text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE of_gate text; b gate_bucket;
BEGIN
  FOR of_gate IN SELECT DISTINCT g FROM unnest(of_gates) AS g ORDER BY g LOOP
    b := gate_enter(of_gate, NULL);
    UPDATE "gate_state" SET "tokens" = LEAST(b.tokens, 1), "at" = b.at, "ramp_at" = b.at
    WHERE "gate_id" = of_gate AND b.at IS NOT NULL;
  END LOOP;
END $$;

-- Begins a slow start where more of what was held back is due at once than a gate's burst: of a schedule, a team, an
-- environment, or of all where nothing is named. A run or two that were held slow down nobody; but what comes free bit by
-- bit, as where many schedules are resumed together, adds up, and does not begin anew what has begun.
CREATE FUNCTION gate_released(of_schedule text, of_team text, of_environment text) RETURNS void LANGUAGE plpgsql AS $$
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

-- At the commit: by then what is not to be made up for is gone.
CREATE FUNCTION gate_after_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM gate_released(NULL, NEW."team_id", NEW."environment_id");
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER gate_after_freeze AFTER UPDATE OF "lifted_at" ON "freeze" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD."lifted_at" IS NULL AND NEW."lifted_at" IS NOT NULL) EXECUTE FUNCTION gate_after_freeze();

-- What ended attempts mean for the circuits of their gates, in their order: [{gate, run, verdict, counted}], of which the
-- verdict is up, down, or none where the endpoint is not to blame. What was `counted` before is only heard of the probe. As
-- a circuit closes one may pass at once where one could have passed meanwhile.
CREATE FUNCTION gate_settle(said jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  g record; s "gate_state"; b gate_bucket; one record;
BEGIN
  FOR g IN SELECT DISTINCT gate."id", gate."circuit_failures" AS most, make_interval(secs => gate."probe_seconds") AS pause
    FROM jsonb_to_recordset(said) AS d (gate text) JOIN "gate" gate ON gate."id" = d.gate
    WHERE gate."circuit_failures" IS NOT NULL ORDER BY gate."id"
  LOOP
    SELECT * INTO s FROM "gate_state" WHERE "gate_id" = g."id" FOR UPDATE;
    FOR one IN SELECT d.value ->> 'run' AS run, d.value ->> 'verdict' AS verdict,
        COALESCE((d.value ->> 'counted')::boolean, false) AS counted
      FROM jsonb_array_elements(said) WITH ORDINALITY AS d WHERE d.value ->> 'gate' = g."id" ORDER BY d.ordinality
    LOOP
      IF s."circuit_until" IS NULL AND one.verdict <> 'none' AND NOT one.counted THEN
        s."failures" := CASE one.verdict WHEN 'up' THEN 0 ELSE s."failures" + 1 END;
        IF s."failures" >= g.most THEN
          s."circuit_since" := clock_timestamp();
          s."circuit_until" := s."circuit_since" + g.pause;
        END IF;
      ELSIF s."circuit_until" IS NOT NULL AND one.run = s."probe_run_id" THEN
        s."probe_run_id" := NULL;
        s."circuit_until" := CASE one.verdict WHEN 'down' THEN clock_timestamp() + g.pause
          WHEN 'none' THEN clock_timestamp() END;
        IF one.verdict = 'up' THEN
          s."failures" := 0;
          s."circuit_since" := NULL;
          b := gate_enter(g."id", NULL);
          s."tokens" := LEAST(b.tokens, 1);
          s."at" := b.at;
          s."ramp_at" := b.at;
        END IF;
      END IF;
    END LOOP;
    UPDATE "gate_state" SET "failures" = s."failures", "circuit_since" = s."circuit_since",
      "circuit_until" = s."circuit_until", "probe_run_id" = s."probe_run_id", "tokens" = s."tokens", "at" = s."at",
      "ramp_at" = s."ramp_at" WHERE "gate_id" = g."id";
  END LOOP;
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

-- Whether a run is planned to begin at an instant that has seconds, and has not begun. What is made up for, asked for now or
-- tried again has no such instant any more.
CREATE FUNCTION run_is_exact(q "run_queue") RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT q."priority" = 1 AND q."step" = 'send' AND q."attempts" = 0 AND q."since" = q."nominal_at"
    AND date_trunc('minute', q."nominal_at") <> q."nominal_at"
$$;
