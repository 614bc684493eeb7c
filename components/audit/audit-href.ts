import { address } from '@/components/ui/address';
import type { AuditFilter } from '@/lib/audit/filter';

/** The values of a filter that an audit keeps from page to page: all but its place. */
export type AuditValues = Record<Exclude<keyof AuditFilter, 'after' | 'before'>, string>;

/** What the fields of the filter are called. */
export const LABELS: Readonly<Record<keyof AuditValues, string>> = {
  q: 'Search',
  actor: 'Person',
  schedule: 'Schedule',
  team: 'Team',
  environment: 'Environment',
  action: 'Action',
  outcome: 'Outcome',
  ip: 'IP address',
  request: 'Request',
  token: 'API token',
  from: 'From',
  to: 'Until',
};

export function auditValues({ after: _after, before: _before, ...values }: AuditFilter): AuditValues {
  return values;
}

/** The address of an audit page for a filter. A changed filter begins at the first page. */
export const auditHref = (
  path: string,
  values: AuditValues,
  place: { after?: string; before?: string } = {},
): string => address(path, { ...values, ...place });
