import type { Found, FoundRule, FoundSchedule } from '@/lib/aws/discover';

/** Members of a schedule that are dates; those that AWS sets of itself are not kept. */
const DATES = new Set(['StartDate', 'EndDate']);
const AWS_ONLY = new Set(['CreationDate', 'LastModificationDate']);

/** What was found as text, the same text for the same content: keys are in order. */
export function write(found: Found): string {
  return JSON.stringify(found, (key, value: unknown) => {
    if (AWS_ONLY.has(key)) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** What `write` wrote. */
export function read(text: string): Found {
  return JSON.parse(text, (key, value: unknown) =>
    DATES.has(key) && typeof value === 'string' ? new Date(value) : value,
  ) as Found;
}

/**
 * Whether an original still is what was read, but for its state and its tags. A start that has passed, or of a rate,
 * does not count: AWS takes neither when a schedule is written again.
 */
export function isUnchanged(now: Found, original: Found, at: Date): boolean {
  if (now.kind === 'rule' && original.kind === 'rule') return ruleText(now) === ruleText(original);
  if (now.kind === 'schedule' && original.kind === 'schedule')
    return scheduleText(now, at) === scheduleText(original, at);
  return false;
}

const ruleText = (found: FoundRule): string => {
  const { State: _, ...rule } = found.rule;
  const targets = [...found.targets].sort((a, b) => ((a.Id ?? '') < (b.Id ?? '') ? -1 : 1));
  return write({ ...found, tags: {}, rule, targets });
};

const scheduleText = (found: FoundSchedule, at: Date): string => {
  const { State: _, StartDate, ...schedule } = found.schedule;
  const counts = StartDate && StartDate > at && !schedule.ScheduleExpression?.startsWith('rate(');
  return write({ ...found, tags: {}, schedule: { ...schedule, ...(counts && { StartDate }) } });
};

/** Whether an original runs. */
export const isEnabled = (found: Found): boolean =>
  (found.kind === 'rule' ? found.rule.State : found.schedule.State) !== 'DISABLED';
