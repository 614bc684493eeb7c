-- Lets the rate of gates grow from a tenth again. One run may pass at once where one could have passed meanwhile: what was
-- left in the bucket when the gate closed says nothing of how long ago that was.
CREATE OR REPLACE FUNCTION gate_start_slowly(of_gates text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE of_gate text; b gate_bucket;
BEGIN
  FOR of_gate IN SELECT DISTINCT g FROM unnest(of_gates) AS g ORDER BY g LOOP
    b := gate_enter(of_gate, NULL);
    UPDATE "gate_state" SET "tokens" = LEAST(b.tokens, 1), "at" = b.at, "ramp_at" = b.at
    WHERE "gate_id" = of_gate AND b.at IS NOT NULL;
  END LOOP;
END $$;
