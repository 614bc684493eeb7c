import { z } from 'zod';
import { invalid } from '@/lib/errors';
import { DAY } from '@/lib/timing/civil';
import { localFields, localMilliseconds, parseLocal } from '@/lib/timing/zone';
import { zoneTable } from '@/lib/timing/zone-table';
import { instantIn } from './timing';
import { timeZoneName } from './timing-fields';

const INSTANT = 'Enter an instant, as in 2027-03-01T09:00:00Z or 2027-03-01T10:00:00+01:00.';
/** What is later has no year of four digits in UTC. */
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** How long a pause lasts, as a person chooses it: zones are the viewer's, `local` is `yyyy-mm-ddThh:mm`. */
export const pauseChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open') }),
  z.strictObject({ kind: z.literal('hours'), hours: z.int().min(1).max(8760) }),
  z.strictObject({ kind: z.literal('tomorrow'), zone: timeZoneName }),
  z.strictObject({
    kind: z.literal('local'),
    local: z
      .string('Enter a date and time.')
      .refine(
        (text) => parseLocal(text) !== null,
        'Enter a date and time that exists, as in 2027-03-01T09:00.',
      ),
    zone: timeZoneName,
  }),
  z.strictObject({
    kind: z.literal('instant'),
    at: z.iso.datetime({ offset: true, error: INSTANT }).refine((text) => Date.parse(text) <= LAST, INSTANT),
  }),
]);

export type PauseChoice = z.input<typeof pauseChoice>;

const HOUR = 3_600_000;
const MORNING = 9 * HOUR;

/**
 * When a pause ends that begins now; null where somebody has to resume. Tomorrow is 09:00 of the next day in the
 * viewer's zone, or the first time after it that the clocks there show.
 * @throws RotaError invalid, on `until`, of a time that has passed or that the clocks skip
 */
export function pauseEnd(choice: PauseChoice, now: Date): Date | null {
  const end = endOf(choice, now);
  if (end !== null && end <= now) throw refused('This time has passed. Choose one in the future.');
  return end;
}

function endOf(choice: PauseChoice, now: Date): Date | null {
  switch (choice.kind) {
    case 'open':
      return null;
    case 'hours':
      return new Date(now.getTime() + choice.hours * HOUR);
    case 'tomorrow': {
      const today = localMilliseconds({ ...localFields(now, choice.zone), hour: 0, minute: 0, second: 0 });
      return new Date(zoneTable(choice.zone).firstAtOrAfter(today + DAY + MORNING));
    }
    case 'local': {
      const end = instantIn(choice.local, choice.zone);
      if (!end) throw refused('The clocks skip this time in this zone. Choose another.');
      return end;
    }
    case 'instant':
      return new Date(choice.at);
  }
}

const refused = (message: string) => invalid([{ path: 'until', message }]);
