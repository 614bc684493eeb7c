import { z } from 'zod';
import { DRAIN_UNKNOWN } from '@/lib/gates/drain';
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
    waiting: z.int().describe('Runs that are due and wait for it.'),
    oldest: instant.nullable().describe('Since when the first of them waits.'),
    held: z.int().describe('Runs that are due and that a freeze, or a schedule that is off, keeps back.'),
    drainMs: z
      .number()
      .nullable()
      .describe(
        'Until those that wait have passed, by the rate and by how long runs behind it took lately; null where that can’t be told.',
      ),
    drainUnknown: z
      .enum(DRAIN_UNKNOWN)
      .nullable()
      .describe(
        'Why it can’t: it is closed, no worker is up, or as many are in flight as may be and none ended within the hour.',
      ),
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
    lastFailure: z
      .object({ run: id, schedule: z.string(), reason: z.string(), at: instant })
      .nullable()
      .describe('Of an open circuit: what failed last within the hour.'),
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

export const gateDetailView = ({
  windows,
  rules,
  lastHour,
  schedules,
  lastFailure,
  ...gate
}: GateDetail) => ({
  ...gateView(gate),
  windows,
  rules: rules.map(({ teamName, ...rule }) => ({ ...rule, team: teamName })),
  lastHour,
  schedules,
  lastFailure: lastFailure && {
    run: lastFailure.runId,
    schedule: lastFailure.scheduleName,
    reason: lastFailure.reason,
    at: lastFailure.at,
  },
});
