import type { Counts, EventKind } from '../kinds';

/** What went wrong. */
export type Bad = {
  kind: EventKind;
  /** Milliseconds since 1970. */
  at: number;
  team: string | null;
  /** Null of what concerns no single schedule. */
  schedule: { id: string; name: string } | null;
  /** As the pages of Rota show it, without secrets. */
  reason: string | null;
};

/** What a message says of events: how many, since when, which schedules, and the reason of the first. */
export type Tally = {
  counts: Counts;
  /** When the first of them was collected, and when the earliest happened. */
  firstAt: number;
  since: number;
  schedules: { id: string; name: string }[];
  /** Whether there are schedules beside those. */
  more: boolean;
  teams: string[];
  reason: string | null;
};

/** So many schedules are named in a message. */
const NAMED = 5;

/** A tally with one event more. @param now when it was collected */
export function addTo(before: Tally | null, { kind, at, team, schedule, reason }: Bad, now: number): Tally {
  const tally = before ?? {
    counts: {},
    firstAt: now,
    since: at,
    schedules: [],
    more: false,
    teams: [],
    reason: null,
  };
  const isNamed = !schedule || tally.schedules.some(({ id }) => id === schedule.id);
  const fits = tally.schedules.length < NAMED;
  return {
    counts: { ...tally.counts, [kind]: (tally.counts[kind] ?? 0) + 1 },
    firstAt: tally.firstAt,
    since: Math.min(tally.since, at),
    schedules: isNamed || !fits ? tally.schedules : [...tally.schedules, schedule],
    more: tally.more || !(isNamed || fits),
    teams: team === null || tally.teams.includes(team) ? tally.teams : [...tally.teams, team],
    reason: tally.reason ?? reason,
  };
}
