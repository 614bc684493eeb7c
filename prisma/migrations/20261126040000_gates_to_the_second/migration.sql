-- Whether a run is planned to begin at an instant that has seconds, and has not begun. What is made up for, asked for now or
-- tried again has no such instant any more.
CREATE FUNCTION run_is_exact(q "run_queue") RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT q."priority" = 1 AND q."step" = 'send' AND q."attempts" = 0 AND q."since" = q."nominal_at"
    AND date_trunc('minute', q."nominal_at") <> q."nominal_at"
$$;

-- Takes what a gate lets pass of the runs that are due behind it, at most `room`: what people asked for first, then one
-- of each schedule in turn, from the one after that which was served last. The last row is no run: it says how long to
-- wait, null where nothing more is due that may go, and how late what was taken may be sent. A worker whose clock is wrong
-- takes nothing that is planned `to_the_second`; one of the release before has no say in it.
DROP FUNCTION gate_claim(text, text, interval, integer);
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
