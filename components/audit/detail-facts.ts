import { pathText, sideText } from '@/components/ui/difference-text';
import type { Fact } from '@/components/ui/facts';
import type { Names } from '@/lib/audit/detail-names';
import { type Difference, diff } from '@/lib/audit/diff';

type Details = Readonly<Record<string, unknown>>;

/** What details call those that they have by their ids. */
export const DETAIL_LABELS: Names = { teamId: 'Team', environmentId: 'Environment', scheduleId: 'Schedule' };

/** What an activity row keeps besides its envelope and what a change was of, as labelled values. */
export function detailFacts(details: Details, names: Names): Fact[] {
  const { before, after, ...others } = details;
  return Object.entries(isChange(details) ? others : details)
    .filter(([name, value]) => value !== null && !isNamedBeside(details, name))
    .map(([name, value]) => {
      const known = nameOf(value, names);
      return known === null
        ? { label: pathText(name), value: sideText(value).text }
        : { label: pathText(name, DETAIL_LABELS), value: known };
    });
}

/** What a change of settings or of access did, field by field: all of what came new or went. */
export function detailChanges(details: Details, names: Names): Difference[] {
  if (!isChange(details)) return [];
  const { before, after } = details;
  const told = (side: unknown) =>
    isFields(side)
      ? Object.fromEntries(
          Object.entries(side)
            .filter(([name]) => !isNamedBeside(side, name))
            .map(([name, value]) => [name, nameOf(value, names) ?? value]),
        )
      : {};
  return diff(told(before), told(after));
}

const isChange = ({ before, after }: Details): boolean => isFields(before) || isFields(after);

const isFields = (value: unknown): value is Details =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a name stands beside an id, which says nothing more then: `team` beside `teamId`. */
const isNamedBeside = (fields: Details, name: string): boolean =>
  name.endsWith('Id') && typeof fields[name.slice(0, -2)] === 'string';

const nameOf = (value: unknown, names: Names): string | null =>
  (typeof value === 'string' && Object.hasOwn(names, value) && names[value]) || null;
