import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { Prisma, queryKept } from '@/lib/db';
import { notFound } from '@/lib/errors';
import type { Target } from '@/lib/generated/prisma/client';
import { maskedInput } from '@/lib/targets/secrets';
import type { ScheduleRow, SyncView } from './queries';
import { scheduleId } from './schema';

type Named = { id: string; name: string };

/** A schedule with all that the API tells of it. */
export type ReadSchedule = Omit<
  ScheduleRow,
  | 'foldedName'
  | 'teamName'
  | 'environmentName'
  | 'production'
  | 'awaitedSlotAt'
  | 'syncStatus'
  | 'syncError'
  | 'targets'
> & {
  createdAt: Date;
  startAt: Date | null;
  endAt: Date | null;
  flexibleMinutes: number;
  overlap: string;
  afterPause: string;
  ifLate: string;
  graceSeconds: number;
  pauseAfterFailures: number | null;
  team: Named;
  environment: Named;
  calendars: Named[];
  targets: (Omit<Target, 'scheduleId' | 'position' | 'settings'> & {
    settings: Record<string, unknown>;
    awsName: string | null;
  })[];
  /** Null of one that nobody has brought to AWS yet. */
  syncStatus: SyncView['status'] | null;
  syncError: string | null;
  syncErrorCode: string | null;
  checkedAt: Date | null;
};

/**
 * A schedule as the API answers it, in one statement: its page needs a dozen for what it shows besides. Secrets are masked.
 * @throws RotaError not-found
 */
export async function readSchedule(context: Context, id: string): Promise<ReadSchedule> {
  await authorise(context, 'schedule.read');
  if (!scheduleId.safeParse(id).success) throw notFound('This schedule');
  const [row] = await queryKept<ReadSchedule>(statement(id));
  if (!row) throw notFound('This schedule');
  await authorise(context, 'schedule.read', row);
  return { ...row, targets: row.targets.map((target) => ({ ...target, input: maskedInput(target) })) };
}

const statement = (id: string): Prisma.Sql => Prisma.sql`
  SELECT s.id, s.name, s.description, s.owner, s.tags, s.delivery::text, s.generation, s.managed_by AS "managedBy",
    s.created_at AS "createdAt", s.updated_at AS "updatedAt", s.team_id AS "teamId", s.environment_id AS "environmentId",
    s.state::text, s.state_at AS "stateAt", s.state_by AS "stateBy", s.state_reason AS "stateReason",
    s.pause_until AS "pauseUntil", s.missed_at AS "missedAt", s.expression, s.time_zone AS "timeZone", s.second,
    s.start_at AS "startAt", s.end_at AS "endAt", s.flexible_minutes AS "flexibleMinutes", s.overlap::text,
    s.after_pause::text AS "afterPause", s.if_late::text AS "ifLate", s.grace_seconds AS "graceSeconds",
    s.pause_after_failures AS "pauseAfterFailures", c.next_run_at AS "nextRunAt",
    frozen(s.team_id, s.environment_id) AS frozen,
    json_build_object('id', t.id, 'name', t.name) AS team,
    json_build_object('id', e.id, 'name', e.name) AS environment,
    y.status::text AS "syncStatus", y.error AS "syncError", y.error_code AS "syncErrorCode",
    CASE WHEN y.status = 'live' AND n.passed_at > y.checked_at THEN n.passed_at ELSE y.checked_at END AS "checkedAt",
    unknown_since(s.environment_id) AS "unknownSince",
    COALESCE((SELECT json_agg(json_build_object('id', k.id, 'name', k.name) ORDER BY k.name, k.id)
      FROM schedule_calendar f JOIN calendar k ON k.id = f.calendar_id WHERE f.schedule_id = s.id), '[]') AS calendars,
    COALESCE((SELECT json_agg(json_build_object('id', g.id, 'kind', g.kind, 'arn', g.arn, 'roleArn', g.role_arn,
        'settings', g.settings, 'input', g.input, 'secretFields', g.secret_fields, 'retryAttempts', g.retry_attempts,
        'maxAgeSeconds', g.max_age_seconds, 'deadLetterArn', g.dead_letter_arn, 'timeoutSeconds', g.timeout_seconds,
        'safeToRepeat', g.safe_to_repeat, 'gateId', g.gate_id, 'awsName', a.name) ORDER BY g.position)
      FROM target g LEFT JOIN aws_schedule a ON a.target_id = g.id WHERE g.schedule_id = s.id), '[]') AS targets
  FROM schedule s JOIN team t ON t.id = s.team_id JOIN environment e ON e.id = s.environment_id
    LEFT JOIN schedule_clock c ON c.schedule_id = s.id LEFT JOIN schedule_sync y ON y.schedule_id = s.id
    LEFT JOIN environment_scan n ON n.environment_id = e.id
  WHERE s.id = ${id}`;
