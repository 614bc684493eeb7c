/** What a channel can be told of, in the order of its form. */
export const EVENT_KINDS = [
  'failed',
  'gave_up',
  'unknown',
  'missed',
  'late',
  'paused',
  'sync_failed',
  'drift',
  'worker_silent',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What a channel chooses of: also to be told when it is over. */
export const WANTED = [...EVENT_KINDS, 'recovered'] as const;
export type Wanted = (typeof WANTED)[number];

/** What belongs together in a message, within an environment. */
export const TOPICS = ['runs', 'sync', 'drift', 'workers'] as const;
export type Topic = (typeof TOPICS)[number];

const TOPIC_OF: Readonly<Record<EventKind, Topic>> = {
  failed: 'runs',
  gave_up: 'runs',
  unknown: 'runs',
  missed: 'runs',
  late: 'runs',
  paused: 'runs',
  sync_failed: 'sync',
  drift: 'drift',
  worker_silent: 'workers',
};

export const topicOf = (kind: EventKind): Topic => TOPIC_OF[kind];

/** The words of a form: what each kind means. */
export const WANTED_LABELS: Readonly<Record<Wanted, string>> = {
  failed: 'Run failed',
  gave_up: 'Run gave up after its last attempt',
  unknown: 'Run sent, and no answer came',
  missed: 'Run missed',
  late: 'Run late',
  paused: 'Schedule paused itself after failures',
  sync_failed: 'Sync with AWS failed',
  drift: 'Changed in AWS',
  worker_silent: 'Worker went silent',
  recovered: 'Recovered',
};

const COUNTED: Readonly<Record<EventKind, readonly [one: string, many: string]>> = {
  failed: ['run failed', 'runs failed'],
  gave_up: ['run gave up', 'runs gave up'],
  unknown: ['run without an answer', 'runs without an answer'],
  missed: ['run missed', 'runs missed'],
  late: ['run late', 'runs late'],
  paused: ['schedule paused itself', 'schedules paused themselves'],
  sync_failed: ['sync failed', 'syncs failed'],
  drift: ['change found in AWS', 'changes found in AWS'],
  worker_silent: ['worker went silent', 'workers went silent'],
};

export type Counts = Partial<Record<EventKind, number>>;

export const totalOf = (counts: Counts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** As in `3 runs failed, 1 run missed`. */
export const countsText = (counts: Counts): string =>
  EVENT_KINDS.flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count > 0 ? `${count} ${COUNTED[kind][count === 1 ? 0 : 1]}` : [];
  }).join(', ');
