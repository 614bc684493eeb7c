import { address } from '@/components/ui/address';
import type { FindFilter } from '@/lib/adopt/filter';

/** The values of a filter that the list keeps from page to page: all but its place. */
export type FindValues = Record<Exclude<keyof FindFilter, 'after' | 'before'>, string>;

export function findValues({ after: _after, before: _before, ...values }: FindFilter): FindValues {
  return values;
}

/** The address of the list for a filter; a changed filter begins at the first page. */
export const adoptHref = (values: FindValues, place: { after?: string; before?: string } = {}): string =>
  address('/adopt', { ...values, ...place });
