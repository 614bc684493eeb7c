import type { ExcludedDates } from '@/lib/timing/excluded';

const MOST = 5;
/** It stands in reasons, which have an end. */
const LONGEST = 400;

/**
 * Why nothing runs, in one line: "England bank holidays, Christmas Day, Boxing Day; Year-end freeze, No changes".
 * Of more than five dates the others are counted; at most 400 characters.
 */
export function excludedText(dates: readonly ExcludedDates[]): string {
  const named = distinct(dates);
  const labels = new Map<string, string[]>();
  for (const { by, label } of named.slice(0, MOST)) labels.set(by, [...(labels.get(by) ?? []), label]);
  const told = [...labels].map(([by, all]) => [by, ...all].join(', ')).join('; ');
  const text = named.length > MOST ? `${told} and ${named.length - MOST} more` : told;
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** A holiday that returns each year is named once. */
function distinct(dates: readonly ExcludedDates[]): ExcludedDates[] {
  const byName = new Map(dates.map((one) => [JSON.stringify([one.by, one.label]), one]));
  return [...byName.values()];
}
