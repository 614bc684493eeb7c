import { z } from 'zod';
import { SOMEWHERE } from '@/lib/auth/access';
import { calendarsFor } from '@/lib/calendars/queries';
import { query } from '@/lib/command';
import { expressionText, timeZoneName } from '@/lib/schedules/timing-fields';
import { excludedBy } from '@/lib/schedules/timing-preview';
import { meets } from './meets';
import { gateId } from './schema';

/** More targets than a schedule has. */
const MOST_TARGETS = 1_000;

const instant = z.iso
  .datetime()
  .transform((text) => new Date(text))
  .nullable();

/** The timing of a form that was checked already. */
const own = z.object({
  expression: expressionText,
  timeZone: timeZoneName,
  startAt: instant,
  endAt: instant,
  rateAnchor: instant,
  second: z.int().min(0).max(59),
  targets: z.int().min(1).max(MOST_TARGETS),
});

/** @property scheduleId the schedule that is changed; null of a new one */
const input = z.strictObject({
  gateId,
  scheduleId: gateId.nullable(),
  calendarIds: z.array(gateId).max(100),
  own,
});

/**
 * Where the runs of a schedule that is about to be saved meet others at a gate: `meets`, as its form asks it.
 * @throws RotaError as every query; not-found, of the gate
 */
export const meetsBeforeSave = query({
  permission: 'gate.read',
  input,
  at: SOMEWHERE,
  async run(context, { gateId, scheduleId, calendarIds, own }) {
    const excluded = excludedBy(await calendarsFor(context), calendarIds);
    return meets(context, gateId, { ...own, excluded }, scheduleId);
  },
});
