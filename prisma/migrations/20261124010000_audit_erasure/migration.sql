-- Who brought a schedule into its state, beside their name: another person may have the same one.
ALTER TABLE "schedule" ADD COLUMN "state_by_id" TEXT;

-- What is known of somebody before they are erased: the name of their account, whether anything here has their id, and
-- whether they are signed in.
CREATE FUNCTION audit_person_standing(person text) RETURNS TABLE (account text, known boolean, signed_in boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (SELECT "account_name" FROM "user" WHERE "id"::text = $1),
    EXISTS (SELECT FROM "user" WHERE "id"::text = $1)
      OR EXISTS (SELECT FROM "activity_audit" WHERE "actor_id" = $1)
      OR EXISTS (SELECT FROM "schedule_audit" WHERE "actor_id" = $1),
    EXISTS (SELECT FROM "session" WHERE "user_id"::text = $1 AND "revoked_at" IS NULL AND "expires_at" > now())
$$;

-- Deletes the personal values of somebody: beside the rows of what they did, of refused sign-ins that name them or that
-- spelled their account, of their sessions, their profile, and their name where another table has it beside their id. Who
-- is signed in would leave new ones: then nothing is done. Who switched a schedule is found by the id, also in what an act
-- on many schedules would bring back; a name is looked for only where no id is known. A partition is not counted beside its
-- table.
CREATE FUNCTION audit_erase_person(person text)
RETURNS TABLE (known boolean, signed_in boolean, audit_rows bigint, other_rows bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  nobody CONSTANT text := 'Erased person';
  profile "user";
  place record;
  changed bigint;
BEGIN
  SELECT * INTO profile FROM "user" WHERE "id"::text = person FOR UPDATE;
  SELECT s.known, s.signed_in INTO known, signed_in FROM audit_person_standing(person) s;
  audit_rows := 0;
  other_rows := 0;
  IF signed_in THEN
    RETURN NEXT;
    RETURN;
  END IF;
  DELETE FROM "audit_person" WHERE "audit_id" IN (
    SELECT "id" FROM "schedule_audit" WHERE "actor_id" = person
    UNION ALL SELECT "id" FROM "activity_audit" WHERE "actor_id" = person
    UNION ALL SELECT a."id" FROM "activity_audit" a JOIN "audit_person" p ON p."audit_id" = a."id"
    WHERE a."actor_id" = 'anonymous' AND a."action" = 'sign-in' AND (
      a."body"::jsonb #>> '{details,user}' = person
      OR lower(profile."account_name") = ANY (
        SELECT unnest(ARRAY[typed, split_part(typed, '\', 2), split_part(typed, '@', 1)])
        FROM lower(trim(regexp_replace(p."values", '\\u(0000|d[89a-f][0-9a-f]{2})', '\\ufffd', 'g')::jsonb ->> 'name')) typed))
  );
  GET DIAGNOSTICS audit_rows = ROW_COUNT;
  FOR place IN
    SELECT t.relname AS table_name, n.attname AS column_name, i.attname AS id_column
    FROM pg_class t JOIN pg_attribute n ON n.attrelid = t.oid JOIN pg_attribute i ON i.attrelid = t.oid
      AND i.attname IN (regexp_replace(n.attname, '_name$', ''), regexp_replace(n.attname, '_name$', '_id'))
    WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition
      AND n.attname ~ '(^|_)by_name$' AND NOT n.attisdropped AND NOT i.attisdropped
  LOOP
    EXECUTE format('UPDATE %I SET %I = $2 WHERE %I = $1 AND %I <> $2', place.table_name, place.column_name,
      place.id_column, place.column_name) USING person, nobody;
    GET DIAGNOSTICS changed = ROW_COUNT;
    other_rows := other_rows + changed;
  END LOOP;
  UPDATE "schedule" SET "state_by" = nobody
    WHERE ("state_by_id" = person OR ("state_by_id" IS NULL AND "state_by" = profile."display_name")) AND "state_by" <> nobody;
  GET DIAGNOSTICS changed = ROW_COUNT;
  other_rows := other_rows + changed;
  UPDATE "bulk_item" SET "before" = jsonb_set("before", '{stateBy}', to_jsonb(nobody))
    WHERE ("before" ->> 'stateById' = person
        OR ("before" ->> 'stateById' IS NULL AND "before" ->> 'stateBy' = profile."display_name"))
      AND "before" ->> 'stateBy' <> nobody;
  GET DIAGNOSTICS changed = ROW_COUNT;
  other_rows := other_rows + changed;
  DELETE FROM "session" WHERE "user_id"::text = person;
  GET DIAGNOSTICS changed = ROW_COUNT;
  other_rows := other_rows + changed;
  DELETE FROM "user" WHERE "id"::text = person;
  GET DIAGNOSTICS changed = ROW_COUNT;
  other_rows := other_rows + changed;
  RETURN NEXT;
END $$;

REVOKE ALL ON FUNCTION audit_person_standing(text), audit_erase_person(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_person_standing(text), audit_erase_person(text) TO rota_maintenance;
