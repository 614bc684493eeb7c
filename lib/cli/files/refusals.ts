import * as api from '@/lib/api/client/generated';
import { definitionPath } from '@/lib/api/definition/entered';
import type { ScheduleDefinition } from '@/lib/api/definition/schema';
import type { FieldError } from '@/lib/errors';
import { whyNeverRuns } from '@/lib/schedules/never-runs';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import { answer, type Connection } from '../connection';
import { calendarNamed } from './calendars';
import type { Place } from './content';
import type { YamlDocument } from './documents';

/** What files may name, as far as whoever asks may see it. */
export type There = {
  places: readonly (Place & { id: string })[];
  teams: readonly { id: string; name: string }[];
  calendars: readonly api.CalendarItem[];
};

/** What there is; the calendars only where a document follows any. */
export async function whatIsThere(
  connection: Connection,
  documents: readonly YamlDocument[],
): Promise<There> {
  const follows = documents.some(
    ({ value }) => typeof value === 'object' && value !== null && 'calendars' in value,
  );
  const { items: places } = await answer(api.listEnvironments(connection));
  const { items: teams } = await answer(api.listTeams(connection));
  const calendars = follows ? (await answer(api.listCalendars(connection))).items : [];
  return { places, teams, calendars };
}

/** Which of the names in a definition lead nowhere. */
export function unknownNames(
  { team: named, calendars: followed = [] }: ScheduleDefinition,
  { teams, calendars }: There,
): FieldError[] {
  const team = teams.find(({ id, name }) => id === named || name === named);
  if (!team) return [{ path: 'team', message: `There is no team ${named}, or you may not see it.` }];
  return followed.flatMap((text, index) =>
    calendarNamed(text, team.name, calendars)
      ? []
      : [
          {
            path: `calendars.${index}`,
            message: `There is no calendar ${text} that this team can follow.`,
          },
        ],
  );
}

/** The clock here may be ahead of Rota's: what passed just now is left for Rota to decide. */
const CLOCKS_APART_MS = 60_000;

/** Why nothing would run any more. What calendars exclude is not known here. */
export function timePassed(timing: ScheduleTiming, now: Date, over: boolean): FieldError[] {
  const why = whyNeverRuns(timing, new Date(now.getTime() - CLOCKS_APART_MS), over);
  return why ? [{ ...why, path: definitionPath(why.path) }] : [];
}
