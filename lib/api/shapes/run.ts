import { z } from 'zod';
import { ORIGINS, RUN_STATES } from '@/lib/runs/filter';
import type { RunRow } from '@/lib/runs/queries';
import type { RunDetail } from '@/lib/runs/queries-one';
import { UNSERVED_BY } from '@/lib/runs/why';
import { id, instant, named } from './common';

/** A run in a list. */
export const runItem = z
  .object({
    id,
    schedule: named,
    team: named,
    environment: named,
    target: z
      .object({ kind: z.string(), arn: z.string() })
      .nullable()
      .describe('Null of one that was removed.'),
    origin: z.enum(ORIGINS),
    state: z.enum(RUN_STATES),
    reason: z.string().nullable(),
    slotAt: instant,
    nominalAt: instant.describe('The time that its payload names.'),
    dueAt: instant.nullable().describe('When it is sent, or sent again; null once it is under way or over.'),
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    endedBy: z.string().nullable().describe('Who cancelled, stopped or ended it.'),
    attempts: z.int(),
    held: z.boolean().describe('Kept back because its schedule is off.'),
    frozen: z.boolean().describe('Kept back by a freeze.'),
    awaited: z.boolean().describe('Waits for a call-back.'),
  })
  .meta({ id: 'Run' });

/** A run with each of its attempts. */
export const runDetail = runItem
  .extend({
    generation: z.int().describe('The version of its schedule.'),
    requestedBy: z.string().nullable(),
    changedInput: z
      .string()
      .nullable()
      .describe('What it was sent in place of the target’s own input; secrets are masked.'),
    gate: z
      .object({
        id,
        name: z.string(),
        closed: z
          .object({
            by: z.enum(['hand', 'window', 'circuit']),
            name: z.string().nullable().describe('Who closed it by hand.'),
            reason: z.string().nullable(),
            until: instant.nullable(),
          })
          .nullable()
          .describe('What keeps it closed; null while it is open.'),
      })
      .nullable()
      .describe('The gate that stands before it, while it was not sent or waits for another attempt.'),
    unserved: z
      .enum(UNSERVED_BY)
      .nullable()
      .describe(
        'Why no worker takes it though it is due: none is up, or it is planned to the second and their clocks are wrong.',
      ),
    log: z.array(
      z
        .object({
          attempt: z.int(),
          startedAt: instant,
          endedAt: instant.nullable(),
          outcome: z.string().nullable(),
          reason: z.string().nullable(),
          status: z.int().nullable().describe('Of HTTP, or of AWS.'),
          excerpt: z.string().nullable().describe('The begin of what was answered, where that is kept.'),
          requestId: z.string().nullable(),
          links: z.array(z.object({ label: z.string(), url: z.string() })),
        })
        .meta({ id: 'Attempt' }),
    ),
  })
  .meta({ id: 'RunDetail' });

/** What came of stopping. */
export const stopped = z
  .object({
    stopped: z.int().describe('Runs whose tasks ECS was told to stop.'),
    cancelled: z.int().describe('Runs that waited for another attempt.'),
    ended: z.int().describe('Runs that waited for a call-back.'),
    problems: z.array(z.string()).describe('What AWS said against it.'),
  })
  .meta({ id: 'Stopped' });

export const runView = ({ endedByName, ...row }: RunRow) => ({
  ...row,
  schedule: { id: row.scheduleId, name: row.scheduleName },
  team: { id: row.teamId, name: row.teamName },
  environment: { id: row.environmentId, name: row.environmentName },
  endedBy: endedByName,
});

export const runDetailView = ({ requestedByName, ...run }: RunDetail) => ({
  ...runView(run),
  generation: run.generation,
  changedInput: run.changedInput,
  gate: run.gate && {
    id: run.gate.id,
    name: run.gate.name,
    closed: run.gate.closedBy && {
      by: run.gate.closedBy,
      name: run.gate.closedByName,
      reason: run.gate.closedReason,
      until: run.gate.closedUntil,
    },
  },
  unserved: run.unserved,
  log: run.log,
  requestedBy: requestedByName,
});
