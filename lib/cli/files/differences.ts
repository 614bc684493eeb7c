import type * as api from '@/lib/api/client/generated';
import { type ReadableChange, readableDifference } from '@/lib/audit/readable-difference';
import { calendarNames } from './calendars';
import type { Content } from './content';

type Around = {
  /** The schedule that is there. */
  item: api.ScheduleItem;
  /** Where the file lives. */
  source: string;
  calendars: readonly api.CalendarItem[];
};

/** What differs as people read it. A team and calendars that the file names by their ids are those that are there. */
export function differences(
  before: Content,
  after: Content,
  { item, source, calendars }: Around,
): ReadableChange[] {
  const side = (content: Content) => {
    const team = content.team === item.team.id ? item.team.name : content.team;
    return { ...content, team, calendars: calendarNames(content.calendars, team, calendars) };
  };
  const lives = item.managedBy === null ? {} : { managedBy: item.managedBy };
  return readableDifference({ ...side(before), ...lives }, { ...side(after), managedBy: source });
}
