import { z } from 'zod';
import type { ActivityAuditRow, ScheduleAuditRow } from '@/lib/audit/queries';
import { id, instant } from './common';

const shared = {
  seq: z.string().describe('The number of the row, gapless.'),
  id: z.string(),
  at: instant,
  actor: z.object({
    id: z.string(),
    type: z.string().describe('As in user, token or system.'),
    name: z.string().nullable().describe('Null once the person is erased.'),
    groups: z.array(z.string()),
    ip: z.string().nullable().optional().describe('Left out for whoever sees no addresses.'),
    userAgent: z.string().nullable().optional(),
  }),
  action: z.string(),
  outcome: z.enum(['ok', 'denied', 'failed']),
  subject: z.string(),
  reason: z.string().nullable(),
  requestId: z.string(),
};

/** A change of a schedule. */
export const scheduleAuditItem = z
  .object({
    ...shared,
    scheduleId: id,
    generation: z.int(),
    differences: z.array(
      z
        .object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })
        .meta({ id: 'Difference', description: 'What changed of a field; secrets are masked.' }),
    ),
    restoredFrom: z.int().nullable().describe('The generation that a restored version is of.'),
    failure: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe('What AWS said, of a sync that failed.'),
  })
  .meta({ id: 'ScheduleAuditItem' });

/** Something that was done besides changing schedules. */
export const activityAuditItem = z
  .object({
    ...shared,
    subjectName: z
      .string()
      .nullable()
      .describe('Where the subject is the id of a person: their name by now.'),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'ActivityAuditItem' });

/** A row of either audit as the API shows it. */
export const auditView = <Row extends ScheduleAuditRow | ActivityAuditRow>(row: Row) => ({
  ...row,
  at: row.occurredAt,
  actor: { name: null, ...row.person, id: row.actorId, type: row.actorType, groups: row.groups },
});
