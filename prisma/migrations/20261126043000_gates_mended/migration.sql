-- Locks a gate until the transaction ends. Null where there is none. A probe that waits for its work to end was told as it
-- was taken: where that was lost, another follows.
CREATE OR REPLACE FUNCTION gate_enter(of_gate text, for_run text) RETURNS gate_bucket LANGUAGE plpgsql AS $$
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

-- Takes tokens for what is held already, and says that the gate was looked after. Of an open circuit the first that asks is
-- the probe, and the others wait for it. What was taken before and not used is lost, and taken off the minute in which it
-- was counted.
CREATE OR REPLACE FUNCTION gate_take(of_gate text, for_run text, wanted integer, unused integer,
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

-- As before, but that the gate was looked after is written too where it is closed, or held back by a freeze: only a time
-- in which nobody asked is an outage. What a recovery held back counts as one.
CREATE OR REPLACE FUNCTION gate_claim(of_gate text, for_worker text, lease interval, room integer, to_the_second boolean DEFAULT true)
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

-- What ended attempts mean for the circuits of their gates, in their order: [{gate, run, verdict, counted}], of which the
-- verdict is up, down, or none where the endpoint is not to blame. What was `counted` before is only heard of the probe. As
-- a circuit closes one may pass at once where one could have passed meanwhile.
CREATE OR REPLACE FUNCTION gate_settle(said jsonb) RETURNS void LANGUAGE plpgsql AS $$
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
