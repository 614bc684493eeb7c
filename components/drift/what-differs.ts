import { pathText } from '@/components/ui/difference-text';
import type { Difference } from '@/lib/audit/diff';
import type { FoundView } from '@/lib/drift/queries';

const NAMED = 3;

/** What AWS has of a schedule but for this database, in one line: "Switched off in AWS; Schedule expression is rate(1 day) in AWS, rate(2 days) here". */
export function whatDiffers(found: readonly FoundView[], lost: boolean): string {
  const parts = lost ? [onlyInAws(found)] : [...new Set(found.map(ofOne))];
  return parts.join('; ');
}

function onlyInAws([first, ...more]: readonly FoundView[]): string {
  const value = (path: string) => first?.differences.find((one) => one.path === path)?.after;
  const state = value('State') === 'DISABLED' ? 'switched off' : 'switched on';
  const targets = more.length > 0 ? `, ${more.length + 1} targets` : '';
  return `Only AWS knows it: ${String(value('ScheduleExpression') ?? 'no expression')}, ${state}${targets}`;
}

function ofOne({ kind, differences }: FoundView): string {
  if (kind === 'missing') return 'Not in AWS any more';
  if (kind === 'extra') return 'In AWS, though it is not to be there';
  const state = differences.find(({ path }) => path === 'State');
  const others = differences.filter((one) => one !== state);
  const switched = state && `Switched ${state.after === 'DISABLED' ? 'off' : 'on'} in AWS`;
  const rest = othersText(others);
  return [switched, rest].filter(Boolean).join('; ') || 'The same but for its version';
}

const SHORT = 60;

function othersText(differences: readonly Difference[]): string {
  const [only, ...more] = differences;
  if (!only) return '';
  const { before, after } = only;
  if (more.length === 0 && isShort(before) && isShort(after))
    return `${fieldText(only)} is ${after} in AWS, ${before} here`;
  const fields = differences.slice(0, NAMED).map(fieldText).join(', ');
  const left = differences.length - NAMED;
  return `Other fields: ${fields}${left > 0 ? ` and ${left} more` : ''}`;
}

const isShort = (value: unknown) => typeof value === 'string' && value !== '' && value.length <= SHORT;

/** AWS writes `ScheduleExpression`. */
const fieldText = ({ path }: Difference): string =>
  pathText(path).replace(
    /([a-z])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  );
