import { type Counts, totalOf } from '../kinds';
import { addTo, type Bad, type Tally } from './tally';

/** Something bad, or the end of something bad, in the order in which they were collected. */
export type Happening = { type: 'bad'; event: Bad } | { type: 'good' };

/** How a channel wants it, in milliseconds. */
export type Pace = {
  /** From the first event until its message: what comes meanwhile is in it. */
  gatherMs: number;
  /** At most one message about trouble, and one about its end, in so long. */
  repeatMs: number;
  /** So long without another event, what comes next is a new episode. */
  quietMs: number;
  /** Whether the channel is told of the end. */
  tellsEnd: boolean;
};

/** What is known of one topic in one environment for one channel. Times are milliseconds since 1970. */
export type Group = {
  /** What was not told yet. */
  untold: Tally | null;
  /** Since when this episode lasts, and how much there was in it. */
  since: number;
  counts: Counts;
  /** Whether something of that was told. */
  told: boolean;
  lastAt: number;
  /** How much lasted when it was looked at last. */
  open: number;
  /** The most that lasted at once since an end was told, without what was forgotten; and when something of it ended last. */
  peak: number;
  endedAt: number | null;
  /** When a message about trouble, and one about its end, was last made. */
  troubleAt: number | null;
  endAt: number | null;
};

/** What is to be told now. */
export type Told = {
  type: 'trouble' | 'recovered';
  /** What was not told before. */
  fresh: Tally | null;
  /** Whether something of this episode was told before. */
  again: boolean;
  /** The whole episode. */
  since: number;
  counts: Counts;
  /** How much has ended since that was told last, and how much lasts. */
  ended: number;
  open: number;
};

/** `dueAt` is when to look again; null where nothing is known any more. */
export type Step = { group: Group | null; message: Told | null; dueAt: number | null };

/**
 * Takes in what happened, and says what is to be told now: the first event after a short time for gathering, later ones
 * as a count from time to time, the end once; where a part of it lasts, that the others have ended is told once nothing new
 * comes. What lasts no more without an end was forgotten, as of a schedule that was switched off or moved: of that nothing
 * is told.
 * @param open how much of the trouble still lasts
 */
export function step(
  before: Group | null,
  happened: readonly Happening[],
  now: number,
  open: number,
  pace: Pace,
): Step {
  let group = before;
  const ends = happened.filter(({ type }) => type === 'good').length;
  for (const one of happened) if (one.type === 'bad') group = withBad(group, one.event, now, pace);
  if (!group) return { group: null, message: null, dueAt: null };
  const forgotten = Math.max(0, (before?.open ?? open) - ends - open);
  const peak = Math.max(group.peak - forgotten, open + ends);
  group = { ...group, open, peak, endedAt: ends > 0 ? now : group.endedAt };
  const next = nextOf(group, open, pace);
  if (next && next.at <= now) {
    const { group: after, message } = tell(group, next.type, now, open);
    return { group: after, message, dueAt: quietAt(after, pace) };
  }
  if (isOver(group, now, open, pace)) return { group: null, message: null, dueAt: null };
  return { group, message: null, dueAt: next?.at ?? Math.max(quietAt(group, pace), now + pace.quietMs) };
}

function withBad(group: Group | null, event: Bad, now: number, pace: Pace): Group {
  const { kind } = event;
  const isNew = !group || totalOf(group.counts) === 0 || hasGoneQuiet(group, now, pace);
  const counts: Counts = isNew ? {} : group.counts;
  return {
    untold: addTo(group?.untold ?? null, event, now),
    since: isNew ? event.at : group.since,
    counts: { ...counts, [kind]: (counts[kind] ?? 0) + 1 },
    told: isNew ? false : group.told,
    lastAt: now,
    open: group?.open ?? 0,
    peak: group?.peak ?? 0,
    endedAt: group?.endedAt ?? null,
    troubleAt: group?.troubleAt ?? null,
    endAt: group?.endAt ?? null,
  };
}

const hasGoneQuiet = ({ untold, lastAt }: Group, now: number, { quietMs }: Pace): boolean =>
  untold === null && now >= lastAt + quietMs;

const isSettled = (open: number, { tellsEnd }: Pace): boolean => open === 0 || !tellsEnd;

/** What is told next, and when; null where nothing is. */
function nextOf(group: Group, open: number, pace: Pace): { type: Told['type']; at: number } | null {
  const { untold, peak, endedAt, troubleAt, endAt, lastAt } = group;
  const after = (earlier: number | null, at: number) =>
    earlier === null ? at : Math.max(at, earlier + pace.repeatMs);
  const gathered = untold && untold.firstAt + pace.gatherMs;
  const trouble = gathered === null ? null : ({ type: 'trouble', at: after(troubleAt, gathered) } as const);
  if (!pace.tellsEnd || endedAt === null || peak <= open) return trouble;
  const whole = Math.max(endedAt + pace.gatherMs, gathered ?? 0);
  const end = { type: 'recovered', at: after(endAt, open === 0 ? whole : lastAt + pace.quietMs) } as const;
  return open === 0 || trouble === null || end.at < trouble.at ? end : trouble;
}

function tell(group: Group, type: Told['type'], now: number, open: number): { group: Group; message: Told } {
  const { untold, told, since, counts, peak } = group;
  const message: Told = { type, fresh: untold, again: told, since, counts, ended: peak - open, open };
  if (type === 'trouble') return { group: { ...group, untold: null, told: true, troubleAt: now }, message };
  const calm = { untold: null, since: now, counts: {}, told: false, peak: open, endedAt: null };
  return { group: { ...group, ...calm, endAt: now }, message };
}

/** From then on nothing more needs to be known of a group whose trouble is over. */
const quietAt = ({ lastAt, troubleAt, endAt }: Group, { quietMs, repeatMs }: Pace): number =>
  Math.max(lastAt + quietMs, (troubleAt ?? 0) + repeatMs, (endAt ?? 0) + repeatMs);

const isOver = (group: Group, now: number, open: number, pace: Pace): boolean =>
  group.untold === null &&
  nextOf(group, open, pace) === null &&
  isSettled(open, pace) &&
  now >= quietAt(group, pace);
