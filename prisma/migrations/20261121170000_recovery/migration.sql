-- Whether the database is behind AWS in an environment (restored, or a copy): nothing goes on by itself there.
CREATE FUNCTION in_recovery(of_environment text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM "environment_sync" r WHERE r."environment_id" = of_environment AND r."recovery_since" IS NOT NULL)
$$;

-- Since when it is not known what AWS has: because it can't be asked, or because no pass has begun since the recovery did.
CREATE FUNCTION unknown_since(of_environment text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT LEAST(r."unreachable_since", CASE WHEN n."passed_at" >= r."recovery_since" THEN NULL ELSE r."recovery_since" END)
  FROM "environment_sync" r LEFT JOIN "environment_scan" n ON n."environment_id" = r."environment_id"
  WHERE r."environment_id" = of_environment
$$;
