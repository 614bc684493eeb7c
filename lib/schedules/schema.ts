import { z } from 'zod';
import type { Place } from '@/lib/targets/arn';
import { delivery } from '@/lib/targets/delivery';
import { oneLine, optional, plainText } from '@/lib/targets/fields';
import { anyTarget } from '@/lib/targets/schema';
import { isTimeZone, parseLocal } from '@/lib/timing/zone';
import { DEFAULT_POLICIES, type DispatchPlace, deliveryProblems, policyFields } from './delivery';
import { pauseChoice } from './pause-choice';
import { REASON_MAX } from './reason';
import { instantIn, runsAfter } from './timing';
import { expressionText, timeZoneName } from './timing-fields';

export const STATES = ['on', 'paused', 'disabled', 'completed', 'deleted'] as const;
export type State = (typeof STATES)[number];

const id = z.string('Choose one of the list.').regex(/^[0-9a-hjkmnp-tv-z]{16}$/, 'Choose one of the list.');

/** A wall-clock time in the schedule's own zone. */
const localTime = z
  .string('Enter a date and time.')
  .refine((text) => parseLocal(text) !== null, 'Enter a date and time that exists, as in 2027-03-01T09:00.');

const SECOND = 'Enter a whole number of seconds from 0 to 59.';

const WHOLE_MINUTES = 'Enter a whole number of minutes from 0 (exactly then) to 1440.';

/**
 * A schedule as a person enters it: all of it, for both creating and changing. What counts with delivery through Rota
 * alone is at its defaults where EventBridge Scheduler delivers it.
 */
export const scheduleInput = (place: Place & DispatchPlace) =>
  z
    .strictObject({
      name: oneLine('The name', 100),
      teamId: id,
      owner,
      description: plainText('The description', 1000).default(''),
      tags: z
        .array(tag)
        .max(MOST_TAGS, 'A schedule has at most 20 tags.')
        .transform((tags) => [...new Set(tags)])
        .default([]),
      expression: expressionText,
      timeZone: timeZoneName,
      /** Added to each time of a cron. */
      second: z.int(SECOND).min(0, SECOND).max(59, SECOND).default(0),
      /** Calendars on whose dates it does not run. */
      calendarIds: z
        .array(id)
        .max(20, 'A schedule follows at most 20 calendars.')
        .transform((ids) => [...new Set(ids)])
        .default([]),
      startLocal: optional(localTime).default(null),
      endLocal: optional(localTime).default(null),
      flexibleMinutes: z.int(WHOLE_MINUTES).min(0, WHOLE_MINUTES).max(1440, WHOLE_MINUTES).default(0),
      targets: z
        .array(anyTarget(place))
        .min(1, 'Add at least one target: what should run?')
        .max(20, 'A schedule has at most 20 targets.'),
      delivery: delivery.default('direct'),
      ...policyFields,
    })
    .superRefine((schedule, context) => {
      for (const problem of deliveryProblems(schedule, place))
        context.addIssue({ code: 'custom', ...problem });
    })
    .superRefine(({ startLocal, endLocal, timeZone, expression, second }, context) => {
      const issue = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message });
      if (second !== 0 && !expression.startsWith('cron('))
        issue(
          'second',
          expression.startsWith('at(')
            ? 'A schedule that runs once has its second in its time: leave this at 0.'
            : runsAfter({ expression })
              ? 'What runs after its runs has the second at which they end: leave this at 0.'
              : 'A rate has the second of its start: leave this at 0.',
        );
      if (!isTimeZone(timeZone)) return;
      const start = startLocal ? instantIn(startLocal, timeZone) : null;
      const end = endLocal ? instantIn(endLocal, timeZone) : null;
      if (startLocal && !start)
        issue('startLocal', 'The clocks skip this time in this zone. Choose another.');
      if (endLocal && !end) issue('endLocal', 'The clocks skip this time in this zone. Choose another.');
      if (start && end && end <= start) issue('endLocal', 'The end must be after the start.');
      if (expression.startsWith('at(') && (startLocal || endLocal))
        issue(
          startLocal ? 'startLocal' : 'endLocal',
          'A schedule that runs once has no start or end: leave it empty.',
        );
    })
    .transform((schedule) =>
      schedule.delivery === 'direct' ? { ...schedule, ...DEFAULT_POLICIES } : schedule,
    );

export type ScheduleInput = z.output<ReturnType<typeof scheduleInput>>;

export const reason = plainText('The reason', REASON_MAX).refine(
  (text) => text.length > 0,
  "The reason can't be empty.",
);

/** The generation that the act is meant for; without one it is done to whatever is there. */
const generation = z.int().positive().optional();

/** An act on one schedule that must say why. */
export const reasonedInput = z.strictObject({ id, reason, generation });

/** Resuming and enabling may say why. */
export const optionalReasonInput = z.strictObject({
  id,
  reason: plainText('The reason', REASON_MAX).default(''),
  generation,
});

/** Asking AWS again needs no reason. */
export const retryInput = z.strictObject({ id, generation });

export const pauseInput = reasonedInput.extend({ until: pauseChoice.default({ kind: 'open' }) });

/** Where the file of a schedule lives, as whoever applies it says it. */
export const managedBy = oneLine('Where it lives', 500);

const bySource = { managedBy: managedBy.optional() };

export const disableInput = reasonedInput.extend(bySource);

export const enableInput = optionalReasonInput.extend(bySource);

const confirmName = z
  .string('Type the name of the schedule.')
  .describe('The schedule’s name: of one that has another name by now, nothing is deleted.');

export const deleteInput = reasonedInput.extend({ confirmName: confirmName.optional(), ...bySource });

/** The same by a person, who types the schedule's name. */
export const typedDeleteInput = deleteInput.extend({ confirmName });

export const scheduleId = id;

export const owner = oneLine('The owner', 100);

export const MOST_TAGS = 20;

export const tag = oneLine('A tag', 50);
