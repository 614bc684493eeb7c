import { z } from 'zod';
import { auditFilter, OUTCOMES } from '@/lib/audit/filter';
import { listActivityAudit, listScheduleAudit } from '@/lib/audit/queries';
import { endpoint } from '../endpoint';
import { placesWanted, withIds } from '../filter-places';
import { activityAuditItem, auditView, scheduleAuditItem } from '../shapes/audit';
import { pageBy, pageOf, wanted, wantedInstant } from '../shapes/common';

/** The filter of the pages of the audits. */
const query = z
  .strictObject({
    q: wanted(200).describe('A part of the subject, of the reason, or of the words for what was done.'),
    actor: wanted(100).describe(
      'A person’s id, account or a part of their name, what was entered where a sign-in failed, or as in system:sync.',
    ),
    schedule: wanted(200).describe('A schedule’s id, or a part of its name.'),
    ...placesWanted,
    action: wanted(60).describe('As in schedule.pause.'),
    outcome: z.enum(OUTCOMES).optional(),
    ip: wanted(60).describe('The address from where it was done, in full.'),
    token: wanted(60).describe('The token by which it was done: how it begins, or a part of its name.'),
    request: wanted(100).describe('The id of a request, or the one that its client gave it.'),
    from: wantedInstant.describe('From this instant on.'),
    to: wantedInstant.describe('Before this instant.'),
    ...pageBy('bigint'),
  })
  .refine(({ from, to }) => !from || !to || from < to, {
    path: ['to'],
    message: 'It is not after “from”: choose a later time.',
  });

const changes = endpoint({
  id: 'listScheduleAudit',
  method: 'GET',
  path: '/audits/schedules',
  tag: 'Audits',
  summary: 'Lists the changes of schedules, the newest first.',
  permission: 'audit.read',
  query,
  body: null,
  output: pageOf(scheduleAuditItem),
  async run({ context, query: { limit, cursor, ...filter } }) {
    const found = await withIds(context, filter);
    const wantedRows = auditFilter.parse({ ...found, after: cursor });
    const page = await listScheduleAudit(context, wantedRows, undefined, limit);
    return { items: page.rows.map(auditView), next: page.next };
  },
});

const activity = endpoint({
  id: 'listActivityAudit',
  method: 'GET',
  path: '/audits/activity',
  tag: 'Audits',
  summary: 'Lists what was done besides changing schedules, the newest first.',
  permission: 'audit.read',
  query,
  body: null,
  output: pageOf(activityAuditItem),
  async run({ context, query: { limit, cursor, ...filter } }) {
    const found = await withIds(context, filter);
    const page = await listActivityAudit(context, auditFilter.parse({ ...found, after: cursor }), limit);
    return { items: page.rows.map(auditView), next: page.next };
  },
});

export const auditEndpoints = [changes, activity];
