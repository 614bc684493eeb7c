-- Apart from the column itself: nobody has to wait for a table while all of an audit is read.
-- Whoever the audit has by this name among those who changed this schedule; the last one of them. What is archived by now,
-- or was erased, stays unknown.
UPDATE "schedule" s SET "state_by_id" = a."actor_id" FROM (
  SELECT DISTINCT ON (a."schedule_id") a."schedule_id", a."actor_id"
  FROM "schedule_audit" a JOIN "audit_person" p ON p."audit_id" = a."id" JOIN "schedule" o ON o."id" = a."schedule_id"
  WHERE a."outcome" = 'ok'
    AND regexp_replace(p."values", '\\u(0000|d[89a-f][0-9a-f]{2})', '\\ufffd', 'g')::json ->> 'name' = o."state_by"
  ORDER BY a."schedule_id", a."seq" DESC
) a WHERE a."schedule_id" = s."id";
