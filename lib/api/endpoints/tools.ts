import { z } from 'zod';
import { SOMEWHERE } from '@/lib/auth/access';
import { ROLES } from '@/lib/auth/roles';
import { query } from '@/lib/command';
import { db } from '@/lib/db';
import { databaseNow } from '@/lib/schedules/load';
import { getSchedule } from '@/lib/schedules/queries';
import { optionsOf, runsAfter, timingColumns } from '@/lib/schedules/timing';
import { expressionText, timeZoneName } from '@/lib/schedules/timing-fields';
import { describe as inEnglish } from '@/lib/timing/describe';
import { parseExpression } from '@/lib/timing/expression';
import { nextOccurrences } from '@/lib/timing/occurrences';
import { whoAmI } from '@/lib/tokens/me';
import { endpoint } from '../endpoint';
import { instant, named, noQuery, upTo200 } from '../shapes/common';

const me = endpoint({
  id: 'whoAmI',
  method: 'GET',
  path: '/me',
  tag: 'Tools',
  summary: 'Says who asks, and what the token is for.',
  permission: null,
  query: noQuery,
  body: null,
  output: z
    .object({
      person: z.object({ id: z.string(), name: z.string() }),
      role: z.enum(ROLES),
      token: z
        .object({
          prefix: z.string().describe('How it begins.'),
          name: z.string(),
          role: z.enum(ROLES),
          scope: z.enum(['read', 'write']),
          team: named.nullable(),
          environment: named.nullable(),
          expiresAt: instant,
        })
        .nullable(),
    })
    .meta({ id: 'Me' }),
  run: ({ context }) => whoAmI(context),
});

const range = {
  from: z.iso
    .datetime({ offset: true, error: 'Enter an instant, as in 2027-03-01T09:00:00Z.' })
    .optional()
    .describe('Times after this instant; left out, from now on.'),
  count: upTo200.default(10).describe('How many times.'),
};

const occurrences = z
  .object({
    english: z.string().describe('The expression in words.'),
    timeZone: z.string(),
    at: z.array(instant),
  })
  .meta({ id: 'Occurrences' });

const timesOf = query({
  permission: 'schedule.read',
  input: z.strictObject({
    expression: expressionText,
    timezone: timeZoneName.default('UTC'),
    ...range,
  }),
  at: SOMEWHERE,
  async run(_context, { expression, timezone, from, count }) {
    const now = await databaseNow(db());
    const entered = { expression, timeZone: timezone, startLocal: null, endLocal: null };
    const timing = timingColumns(entered, now);
    const parsed = parseExpression(expression);
    const anchored = runsAfter(timing) ? { ...timing, rateAnchor: now } : timing;
    const after = from ? new Date(from) : now;
    return {
      english: inEnglish(parsed, timezone),
      timeZone: timezone,
      at: nextOccurrences(parsed, { ...optionsOf(anchored), after, count }),
    };
  },
});

const ofExpression = endpoint({
  id: 'occurrencesOfExpression',
  method: 'GET',
  path: '/occurrences',
  tag: 'Tools',
  summary: 'Says what an expression means, and when it would run.',
  permission: 'schedule.read',
  query: z.strictObject({
    expression: z.string('Enter an expression, as in cron(0 9 ? * MON-FRI *).').max(256),
    timezone: z.string().max(64).optional().describe('An IANA time zone; left out, UTC.'),
    ...range,
  }),
  body: null,
  output: occurrences,
  run: ({ context, query }) => timesOf(context, query),
});

const ofSchedule = endpoint({
  id: 'occurrencesOfSchedule',
  method: 'GET',
  path: '/schedules/{id}/occurrences',
  tag: 'Tools',
  summary: 'Says when a schedule would run, whatever its state; its calendars are heeded.',
  permission: 'schedule.read',
  query: z.strictObject(range),
  body: null,
  output: occurrences,
  async run({ context, params, query: { from, count } }) {
    const schedule = await getSchedule(context, params.id ?? '');
    const parsed = parseExpression(schedule.expression);
    const anchor = schedule.rateAnchor ?? schedule.clock?.countedFrom ?? null;
    const after = from ? new Date(from) : await databaseNow(db());
    return {
      english: inEnglish(parsed, schedule.timeZone, schedule.second),
      timeZone: schedule.timeZone,
      at: nextOccurrences(parsed, { ...optionsOf({ ...schedule, rateAnchor: anchor }), after, count }),
    };
  },
});

export const toolEndpoints = [me, ofExpression, ofSchedule];
