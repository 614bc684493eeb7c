import { address } from '@/components/ui/address';
import type { ListFilter } from '@/lib/schedules/filter';

/** The values of a filter that a list keeps from page to page: all but its place. */
export type ListValues = Record<Exclude<keyof ListFilter, 'after' | 'before'>, string>;

export function listValues({ after: _after, before: _before, ...values }: ListFilter): ListValues {
  return values;
}

/** The list's address for a filter; what is the default stays out of it. A changed filter begins at the first page. */
export function listHref(values: ListValues, place: { after?: string; before?: string } = {}): string {
  const { sort, dir, ...rest } = values;
  return address('/schedules', {
    ...rest,
    sort: sort === 'name' ? '' : sort,
    dir: dir === 'asc' ? '' : dir,
    ...place,
  });
}

/**
 * The list without any filter, sorted as it is.
 * @param everyTeam how all teams stand in the address of whoever looks at it
 */
export const allHref = ({ sort, dir }: ListValues, everyTeam: string): string =>
  listHref({
    q: '',
    team: everyTeam,
    environment: '',
    state: '',
    sync: '',
    owner: '',
    tag: '',
    name: '',
    managedBy: '',
    sort,
    dir,
  });

/** The list sorted by a column: turned round where it is sorted by it already. */
export function sortHref(values: ListValues, sort: ListFilter['sort']): string {
  const first = sort === 'updated' ? 'desc' : 'asc';
  const other = first === 'asc' ? 'desc' : 'asc';
  return listHref({ ...values, sort, dir: values.sort === sort && values.dir === first ? other : first });
}
