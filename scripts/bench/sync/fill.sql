-- Adds schedules that a person just made: on, with one target, and nothing of them in AWS yet. They run once a year, so
-- that none runs meanwhile. bench.first and bench.last are their numbers.
INSERT INTO team (id, name) VALUES ('0000000000000001', 'Team 1') ON CONFLICT DO NOTHING;

CREATE TEMP TABLE made AS
SELECT n, substr(md5('schedule' || n), 1, 16) AS schedule_id
FROM generate_series(current_setting('bench.first')::int, current_setting('bench.last')::int) n;

INSERT INTO schedule (id, environment_id, team_id, name, owner, description, tags, expression, time_zone, created_by, updated_by)
SELECT schedule_id, (SELECT id FROM environment), '0000000000000001', 'yearly-' || to_char(n, 'FM0000000'), 'Finance',
  'Sends the statements of the year.', '{yearly}', 'cron(0 3 1 1 ? *)', 'UTC', 'bench', 'bench'
FROM made;

INSERT INTO target (id, schedule_id, position, kind, arn, role_arn, settings, input, secret_fields, retry_attempts,
  max_age_seconds)
SELECT substr(md5('target' || n), 1, 16), schedule_id, 0, 'sqs', 'arn:aws:sqs:eu-central-1:000000000000:statements',
  'arn:aws:iam::000000000000:role/rota-scheduler', '{"messageGroupId": null}', '{"slot": "<aws.scheduler.scheduled-time>"}',
  '{}', 3, 3600
FROM made;

INSERT INTO schedule_clock (schedule_id, next_run_at)
SELECT schedule_id, (date_trunc('year', now() AT TIME ZONE 'UTC') + interval '1 year 3 hours') AT TIME ZONE 'UTC' FROM made;

INSERT INTO schedule_sync (schedule_id) SELECT schedule_id FROM made;

DROP TABLE made;
ANALYZE;
