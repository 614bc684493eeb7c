import { z } from 'zod';
import type { GateDetail, GateRow } from '@/lib/gates/queries';
import { id, instant, named } from './common';

/** A gate in a list, as it is set and as it is now. */
export const gateItem = z
  .object({
    id,
    version: z.int().describe('Raised by each change of what it allows: its ETag.'),
    name: z.string(),
    description: z.string(),
    environment: named,
    ratePerSecond: z.number(),
    burst: z.int(),
    maxInFlight: z.int().nullable(),
    rampSeconds: z.int(),
    circuitFailures: z.int().nullable(),
    probeSeconds: z.int(),
    closed: z
      .object({
        by: z.enum(['hand', 'window', 'circuit']),
        name: z.string().nullable().describe('Who closed it by hand.'),
        reason: z.string().nullable(),
        since: instant.nullable(),
        until: instant
          .nullable()
          .describe(
            'When a window ends, or the next run probes; null where windows follow one another with no end in sight.',
          ),
      })
      .nullable()
      .describe('What keeps it closed; null while it is open.'),
    rateNow: z.number().describe('How many may pass a second just now.'),
    inFlight: z.int().describe('Runs that are being sent, and those whose tasks run.'),
    waiting: z.int().describe('Runs that are due and wait.'),
    oldest: instant.nullable().describe('Since when the first of them waits.'),
    drainMs: z.number().nullable().describe('Until those have passed; null while it is closed.'),
    targets: z.int().describe('How many stand behind it.'),
  })
  .meta({ id: 'Gate' });

/** Which targets must stand behind it. */
export const gateRule = z
  .object({
    id,
    team: z.string().nullable().describe('Its name; null for all teams.'),
    kind: z.string().nullable().describe('Of target; null for any.'),
    pattern: z.string(),
  })
  .meta({ id: 'GateRule' });

/** A gate with all that belongs to it. */
export const gateDetail = gateItem
  .extend({
    windows: z.array(
      z
        .object({
          id,
          reason: z.string(),
          fromAt: instant.nullable(),
          untilAt: instant.nullable(),
          expression: z.string().nullable(),
          timeZone: z.string().nullable(),
          minutes: z.int().nullable(),
        })
        .meta({ id: 'GateWindow' }),
    ),
    rules: z.array(gateRule),
    lastHour: z.array(z.object({ minute: instant, passed: z.int() })),
    schedules: z
      .array(z.object({ id, name: z.string(), waiting: z.int() }))
      .describe('The first that stand behind it.'),
  })
  .meta({ id: 'GateDetail' });

export const gateView = ({ closedBy, ...gate }: GateRow) => ({
  ...gate,
  environment: { id: gate.environmentId, name: gate.environmentName },
  closed: closedBy && {
    by: closedBy,
    name: gate.closedByName,
    reason: gate.closedReason,
    since: gate.closedSince,
    until: gate.closedUntil,
  },
});

export const gateDetailView = ({ windows, rules, lastHour, schedules, ...gate }: GateDetail) => ({
  ...gateView(gate),
  windows,
  rules: rules.map(({ teamName, ...rule }) => ({ ...rule, team: teamName })),
  lastHour,
  schedules,
});
