import { DAY } from './civil';
import type { Exclusions } from './excluded';
import { SlotTimetable } from './timetable-slots';
import type { ZoneTable } from './zone-table';

/** Epoch milliseconds, but for `wait`. */
export type AfterSettings = {
  zone: ZoneTable;
  /** When the previous run ended; null while that is not known. */
  since: number | null;
  /** In milliseconds. */
  wait: number;
  start: number;
  end: number;
  exclusions: Exclusions | null;
};

/**
 * The timetable of what runs so long after the previous run ended: one run, or none. What would come before its start
 * waits for it, and what would fall on excluded dates for the first moment after them.
 */
export function afterTimetable({ zone, since, wait, start, end, exclusions }: AfterSettings): SlotTimetable {
  const at =
    since === null ? Number.POSITIVE_INFINITY : freeFrom(Math.max(since + wait, start), zone, exclusions);
  const slot = { zone, period: DAY, exclusions: null };
  return at <= end
    ? new SlotTimetable({ ...slot, anchor: at, start: at, end: at })
    : new SlotTimetable({ ...slot, anchor: 0, start: Number.POSITIVE_INFINITY, end });
}

/** The first moment at an instant or after it that is on no excluded date. */
function freeFrom(instant: number, zone: ZoneTable, exclusions: Exclusions | null): number {
  const span = exclusions?.spanOn(Math.floor((instant + zone.offsetAt(instant)) / DAY));
  return span ? zone.firstAtOrAfter((span.last + 1) * DAY) : instant;
}
