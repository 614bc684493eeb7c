-- Somebody is known too by a sign-in that was refused to them: who has no role has no profile, and did nothing.
CREATE OR REPLACE FUNCTION audit_person_standing(person text) RETURNS TABLE (account text, known boolean, signed_in boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (SELECT "account_name" FROM "user" WHERE "id"::text = $1),
    EXISTS (SELECT FROM "user" WHERE "id"::text = $1)
      OR EXISTS (SELECT FROM "activity_audit" WHERE "actor_id" = $1)
      OR EXISTS (SELECT FROM "schedule_audit" WHERE "actor_id" = $1)
      OR EXISTS (SELECT FROM "activity_audit" WHERE "actor_id" = 'anonymous' AND "action" = 'sign-in'
        AND "body"::jsonb #>> '{details,user}' = $1),
    EXISTS (SELECT FROM "session" WHERE "user_id"::text = $1 AND "revoked_at" IS NULL AND "expires_at" > now())
$$;
