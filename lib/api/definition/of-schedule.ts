import { db } from '@/lib/db';
import { formFromSchedule, toInput } from '@/lib/schedules/form';
import type { ScheduleDetail } from '@/lib/schedules/queries';
import { jsonLosses } from '@/lib/targets/json-losses';
import type { Builder } from '@/lib/timing/builder';
import { fromExpression, toExpression } from '@/lib/timing/builder';
import type { ScheduleDefinition } from './schema';
import { type Timing, WEEKDAYS } from './timing';

/**
 * A stored schedule as its definition: what PUT would make the same schedule of. Secrets are masked; sent back with the
 * ids of their targets they stay.
 */
export async function definitionOf(schedule: ScheduleDetail): Promise<ScheduleDefinition> {
  const { name, owner, description, tags, timeZone, second, flexibleMinutes, delivery } = schedule;
  const { overlap, afterPause, ifLate, graceSeconds, pauseAfterFailures } = schedule;
  const { targets, expression, startLocal, endLocal } = toInput(formFromSchedule(schedule));
  return {
    name,
    team: schedule.team.name,
    environment: schedule.environment.name,
    owner,
    description,
    tags,
    timing: timingOf(expression),
    timeZone,
    ...(second !== 0 && { second }),
    start: startLocal || null,
    end: endLocal || null,
    flexibleMinutes,
    calendars: await namesOf(schedule),
    delivery,
    ...(delivery === 'through' && { overlap, afterPause, ifLate, graceSeconds, pauseAfterFailures }),
    targets: targets.map((target, index) => definedTarget({ ...target, kind: kindOf(schedule, index) })),
    ...(schedule.managedBy !== null && { managedBy: schedule.managedBy }),
  };
}

/** A name leads to the team's own calendar: everybody's of the same name has to be called by its id. */
async function namesOf({ calendars, teamId }: ScheduleDetail): Promise<string[]> {
  const names = calendars.flatMap(({ name, teamId: of }) => (of === null ? [name] : []));
  if (names.length === 0) return calendars.map(({ name }) => name);
  const own = await db().calendar.findMany({
    where: { teamId, name: { in: names } },
    select: { name: true },
  });
  const taken = new Set(own.map(({ name }) => name));
  return calendars.map(({ id, name, teamId: of }) => (of === null && taken.has(name) ? id : name));
}

const kindOf = ({ targets }: ScheduleDetail, index: number): Target['kind'] => {
  const target = targets[index];
  if (!target) throw new Error('A schedule lost a target on the way.');
  return target.kind;
};

type Target = ScheduleDefinition['targets'][number];

/** JSON as JSON, where that is the very text; an input that is formatted otherwise stays as it is. */
function definedTarget({ input, ...target }: Target): Target {
  const said = Object.entries(target).filter(([, value]) => !isNothing(value));
  const own = Object.fromEntries(said) as Target;
  if (typeof input !== 'string' || input === '') return own;
  return { ...own, input: asJson(input) ?? input };
}

/** Of a form: a box that is empty. */
const isNothing = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.length === 0);

/** What PUT takes as the very same text. */
function asJson(text: string): object | null {
  try {
    if (jsonLosses(text).length > 0) return null;
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && JSON.stringify(value) === text ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The simplest way to say the same, where that leads back to the very same text. */
export function timingOf(expression: string): Timing {
  const builder = fromExpression(expression);
  if (toExpression(builder) !== expression) return { expression };
  switch (builder.mode) {
    case 'once':
      return { once: { local: builder.local } };
    case 'every':
      return { every: { value: builder.value, unit: builder.unit } };
    case 'after':
      return { after: { value: builder.value, unit: builder.unit } };
    case 'daily':
      return { daily: [...builder.times] };
    case 'weekly': {
      const days = builder.weekdays.flatMap((day) => WEEKDAYS[day - 1] ?? []);
      return { weekly: { days, at: [...builder.times] } };
    }
    case 'monthly':
      return monthlyOf(builder) ?? { expression };
    case 'expression':
      return { expression };
  }
}

function monthlyOf({ days, months, times }: Extract<Builder, { mode: 'monthly' }>): Timing | null {
  const rest = { ...(months.length < 12 && { months: [...months] }), at: [...times] };
  if (days.kind === 'dates') return { monthly: { days: [...days.dates], ...rest } };
  return days.kind === 'last-day' || days.kind === 'last-weekday'
    ? { monthly: { days: days.kind, ...rest } }
    : null;
}
