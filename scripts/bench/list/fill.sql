-- Fills an empty, migrated database with as many schedules as the setting bench.rows says, as a company of forty
-- teams would have them: a few teams, owners and tags hold most; nearly all schedules are on and live.
SELECT setseed(0.25);

INSERT INTO environment (id, name, account_id, region, group_name)
VALUES ('0000000000000001', 'Demo', '000000000000', 'eu-central-1', 'rota');

INSERT INTO team (id, name)
SELECT substr(md5('team' || n), 1, 16), 'Team ' || to_char(n, 'FM00') FROM generate_series(1, 40) n;

CREATE TEMP TABLE word AS SELECT
  ARRAY['statements', 'orders', 'invoices', 'players', 'payouts', 'campaigns', 'stock', 'bonuses', 'sessions',
    'ledgers', 'refunds', 'catalogue', 'emails', 'limits', 'fraud-checks', 'identities', 'odds', 'backups'] AS subjects,
  ARRAY['send', 'export', 'reconcile', 'archive', 'refresh', 'settle', 'close', 'verify', 'import', 'purge'] AS verbs,
  ARRAY['eu', 'uk', 'us', 'ca', 'br', 'in', 'jp', 'au'] AS places,
  ARRAY['cron(0 9 ? * MON-FRI *)', 'cron(0 2 * * ? *)', 'cron(*/15 * * * ? *)', 'rate(1 hour)', 'rate(5 minutes)',
    'cron(30 6 1 * ? *)', 'cron(0 0 L * ? *)', 'cron(0 12 ? * 6#1 *)'] AS expressions,
  ARRAY['UTC', 'Europe/London', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Sydney'] AS zones;

INSERT INTO schedule (id, environment_id, team_id, name, owner, description, tags, state, state_reason, state_by,
  expression, time_zone, rate_anchor, generation, created_by, updated_at, updated_by)
SELECT
  substr(md5('schedule' || n), 1, 16),
  '0000000000000001',
  substr(md5('team' || (1 + floor(40 * power(random(), 2.5)))::int), 1, 16),
  verb || '-' || subject || '-' || places[1 + floor(8 * random())::int] || '-' || to_char(n, 'FM0000000')
    || CASE WHEN random() < 0.1 THEN '-report' ELSE '' END,
  'owner-' || to_char((1 + floor(300 * power(random(), 2)))::int, 'FM000'),
  initcap(verb) || 's the ' || subject || ' of the last day and hands them to '
    || subjects[1 + floor(18 * random())::int]
    || CASE WHEN random() < 0.2 THEN ', with a report to the finance team' ELSE '' END
    || CASE WHEN n % 5000 = 17 THEN ', of which Zanzibar has its own copy' ELSE '.' END,
  COALESCE((SELECT array_agg(DISTINCT 'tag-' || to_char((1 + floor(60 * power(random(), 2)))::int, 'FM00'))
    FROM generate_series(1, n % 4) WHERE n > 0), '{}'),
  state::"ScheduleState",
  CASE WHEN state <> 'on' THEN 'Stopped while the provider migrates.' END,
  CASE WHEN state <> 'on' THEN 'Ada Marsh' END,
  expression,
  zones[1 + floor(6 * power(random(), 2))::int],
  CASE WHEN expression LIKE 'rate(%' THEN timestamptz '2026-01-01 00:00Z' END,
  1 + floor(9 * power(random(), 3))::int,
  'bench',
  now() - random() * interval '700 days',
  'bench'
FROM (
  SELECT n, word.*, verbs[1 + floor(10 * random())::int] AS verb,
    subjects[1 + floor(18 * power(random(), 1.5))::int] AS subject,
    expressions[1 + floor(8 * power(random(), 2))::int] AS expression,
    CASE WHEN pick < 0.9 THEN 'on' WHEN pick < 0.94 THEN 'paused' WHEN pick < 0.97 THEN 'disabled'
      WHEN pick < 0.99 THEN 'completed' ELSE 'deleted' END AS state
  FROM (SELECT n, random() AS pick FROM generate_series(1, current_setting('bench.rows')::int) n) numbered, word
  OFFSET 0
) drawn;

-- Next runs cluster on quarter hours, as people write their expressions.
INSERT INTO schedule_clock (schedule_id, next_run_at)
SELECT id, CASE WHEN state = 'on' THEN
  date_bin('15 minutes', now() + power(random(), 3) * interval '30 days', timestamptz '2026-01-01 00:00Z') + interval '15 minutes' END
FROM schedule;

INSERT INTO schedule_sync (schedule_id, status, wanted_generation, synced_generation, checked_at, error_code, error, due_at)
SELECT id, status::"SyncStatus", generation, generation - (status <> 'live')::int, now(),
  CASE WHEN status = 'failed' THEN 'ValidationException' END,
  CASE WHEN status = 'failed' THEN 'The execution role cannot be assumed by EventBridge Scheduler.' END,
  CASE WHEN status <> 'live' THEN now() END
FROM (
  SELECT id, generation, CASE WHEN pick < 0.005 THEN 'failed' WHEN pick < 0.015 THEN 'pending' ELSE 'live' END AS status
  FROM (SELECT id, generation, random() AS pick FROM schedule) numbered
) drawn;

INSERT INTO target (id, schedule_id, position, kind, arn, role_arn, settings, input, secret_fields, retry_attempts,
  max_age_seconds)
SELECT substr(md5(s.id || position), 1, 16), s.id, position, 'sqs',
  'arn:aws:sqs:eu-central-1:000000000000:queue-' || floor(500 * random())::int,
  'arn:aws:iam::000000000000:role/rota-scheduler', '{"messageGroupId": null}', '{"slot": "<aws.scheduler.scheduled-time>"}',
  '{}', 3, 3600
FROM (SELECT id, 1 + floor(4 * power(random(), 3))::int AS targets FROM schedule) s, generate_series(0, s.targets - 1) position;

VACUUM ANALYZE;
