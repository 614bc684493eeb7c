import { z } from 'zod';
import type { CalendarDetail, CalendarRow } from '@/lib/calendars/queries';
import { id, named } from './common';

const dates = {
  first: z.string().meta({ format: 'date', example: '2027-12-25' }),
  last: z.string().meta({ format: 'date', example: '2027-12-26' }),
  label: z.string(),
};

/** A calendar in a list. */
export const calendarItem = z
  .object({
    id,
    name: z.string(),
    team: z.string().nullable().describe('Its name; null for all teams.'),
    ahead: z.int().describe('Entries that are not over.'),
    next: z.object(dates).nullable().describe('The first of them.'),
    followers: z.int().describe('Schedules that follow it and may be seen.'),
  })
  .meta({ id: 'CalendarItem' });

/** A calendar with all of its entries. */
export const calendarDetail = z
  .object({
    id,
    version: z.int().describe('Raised by each change: its ETag.'),
    name: z.string(),
    team: named.nullable().describe('Null for all teams.'),
    dates: z.array(z.object({ id, ...dates }).meta({ id: 'CalendarEntry' })),
    followers: z.object({
      count: z.int().describe('Schedules that follow it and may be seen.'),
      first: z.array(z.object({ id, name: z.string(), state: z.string(), team: z.string() })),
    }),
  })
  .meta({ id: 'Calendar' });

export const calendarView = ({ teamName, ...calendar }: CalendarRow) => ({ ...calendar, team: teamName });

export const calendarDetailView = ({ teamId, teamName, entries, ...calendar }: CalendarDetail) => ({
  ...calendar,
  team: teamId === null ? null : { id: teamId, name: teamName ?? '' },
  dates: entries,
  followers: {
    ...calendar.followers,
    first: calendar.followers.first.map((one) => ({ ...one, team: one.teamName })),
  },
});
