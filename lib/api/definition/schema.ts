import { z } from 'zod';
import { AFTER_PAUSE, IF_LATE, OVERLAPS } from '@/lib/schedules/delivery';
import { managedBy, scheduleInput, tag } from '@/lib/schedules/schema';
import { DEFAULT_RETRY } from '@/lib/targets/fields';
import { KIND_NAMES } from '@/lib/targets/registry';
import { anyTarget } from '@/lib/targets/schema';
import { jsonSchemaOf } from '../json-schema';
import { timing } from './timing';

/** What has no default beside it, and may be left out here. */
const MAY_BE_LEFT_OUT = ['retryAttempts', 'maxAgeSeconds', 'input'];

type Described = { required?: string[]; properties?: Record<string, object> };

const PLACE = { accountId: '123456789012', region: 'eu-west-1' };

/** The fields of each kind of target as the API is described, from the schema that checks them. */
function targetSchemas(): object {
  const { oneOf } = jsonSchemaOf(anyTarget(PLACE), 'input') as { oneOf: Described[] };
  return {
    oneOf: oneOf.map((target) => ({
      ...target,
      properties: { ...withUsual(target.properties ?? {}, DEFAULT_RETRY), input: INPUT },
      required: target.required?.filter((name) => !MAY_BE_LEFT_OUT.includes(name)),
    })),
  };
}

const withUsual = (properties: Record<string, object>, usual: object) => ({
  ...properties,
  ...Object.fromEntries(
    Object.entries(usual).map(([name, value]) => [name, { ...properties[name], default: value }]),
  ),
});

const INPUT = {
  description:
    'What the target receives: any JSON, or the very text of it. Left out, it is the payload of the schedule.',
};

/** One thing to run, as scripts and files say it. */
export const targetDefinition = z
  .looseObject({ kind: z.enum(KIND_NAMES, `Choose a kind: ${KIND_NAMES.join(', ')}.`) })
  .meta({ id: 'TargetDefinition', ...targetSchemas() });

const name = (what: string) =>
  z.string(`Name ${what}.`).trim().min(1, `Name ${what}.`).max(200, `Name ${what}.`);

const { properties: CHECKED = {} } = jsonSchemaOf(scheduleInput(PLACE), 'input') as Described;

/**
 * A field with the limits and the default of the command's, which checks it and tells of it with all else that is wrong.
 * What a list holds is the field's own: ids there are names here.
 */
function checked<S extends z.ZodType>(by: object | undefined, field: S): S {
  const { $schema: _, items: __, ...limits } = (by ?? {}) as { $schema?: string; items?: object };
  return field.meta(limits);
}

const NAMELESS = 'Name the schedule.';

/** What a schedule is made of, as scripts and files say it. All of it is checked again by the command, as a form is. */
export const scheduleDefinition = z
  .strictObject({
    name: checked(CHECKED.name, z.string(NAMELESS).trim().min(1, NAMELESS)).describe(
      'One name a schedule in each environment.',
    ),
    team: name('the team').describe('Its name, or its id.'),
    environment: name('the environment')
      .optional()
      .describe(
        'Its name, or its id; left out, the token’s, else the installation’s own. A schedule never moves to another.',
      ),
    owner: checked(CHECKED.owner, z.string().optional()).describe(
      'Who answers for it; left out, whoever asks.',
    ),
    description: checked(CHECKED.description, z.string().optional()),
    tags: checked(CHECKED.tags, z.array(checked(jsonSchemaOf(tag, 'input'), z.string())).optional()),
    timing,
    timeZone: z
      .string('Choose a time zone.')
      .max(64)
      .default('UTC')
      .describe('An IANA time zone, as in Europe/London.'),
    second: checked(CHECKED.second, z.int().optional()).describe('Added to each time of a cron.'),
    start: z.string().nullable().optional().describe('Local time in its time zone; before it, nothing runs.'),
    end: z.string().nullable().optional().describe('Local time in its time zone; after it, nothing runs.'),
    flexibleMinutes: checked(CHECKED.flexibleMinutes, z.int().optional()).describe(
      'EventBridge Scheduler chooses when to start within so many minutes.',
    ),
    calendars: checked(CHECKED.calendarIds, z.array(name('the calendar')).optional()).describe(
      'Calendars on whose dates it does not run: names, or ids.',
    ),
    targets: checked(CHECKED.targets, z.array(targetDefinition)),
    payload: z
      .unknown()
      .refine((payload) => payload !== '', 'Empty text is no JSON. Leave it out, or write JSON, as {}.')
      .optional()
      .describe(
        'What all targets receive that have no input of their own: any JSON, or the very text of it.',
      ),
    delivery: z
      .enum(['direct', 'through'])
      .optional()
      .describe(
        'Who delivers: EventBridge Scheduler itself, or Rota. Left out, Rota where something of it needs Rota, else as its environment has it.',
      ),
    overlap: checked(CHECKED.overlap, z.enum(OVERLAPS).optional()),
    afterPause: checked(CHECKED.afterPause, z.enum(AFTER_PAUSE).optional()),
    ifLate: checked(CHECKED.ifLate, z.enum(IF_LATE).optional()),
    graceSeconds: checked(CHECKED.graceSeconds, z.int().optional()),
    pauseAfterFailures: checked(CHECKED.pauseAfterFailures, z.int().nullable().optional()),
    managedBy: checked(jsonSchemaOf(managedBy, 'input'), z.string().optional()).describe(
      'Where its file lives. What has one is changed only by who says the same; an administrator can release it.',
    ),
  })
  .meta({ id: 'ScheduleDefinition' });

export type ScheduleDefinition = z.output<typeof scheduleDefinition>;

/** Of a new schedule. */
export const newSchedule = scheduleDefinition.extend({
  startPaused: z.boolean().optional().describe('It does not run until somebody resumes it.'),
});

/** A part of it: what is left out stays; `targets` are replaced as a whole. */
export const schedulePatch = scheduleDefinition
  .partial()
  .omit({ environment: true })
  .extend({
    timeZone: z.string('Choose a time zone.').max(64).optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'Say what to change: the body has no field.')
  .refine(({ payload, targets }) => payload === undefined || targets !== undefined, {
    path: ['payload'],
    message: 'Each target has its own input by now. Send the targets, with or without a payload.',
  })
  .meta({ minProperties: 1 });
