import { address } from '@/components/ui/address';
import type { AuditFilter } from '@/lib/audit/filter';

/** The values of a filter that an audit keeps from page to page: all but its place. */
export type AuditValues = Record<Exclude<keyof AuditFilter, 'after' | 'before'>, string>;

export function auditValues({ after: _after, before: _before, ...values }: AuditFilter): AuditValues {
  return values;
}

/** The address of an audit page for a filter. A changed filter begins at the first page. */
export const auditHref = (
  path: string,
  values: AuditValues,
  place: { after?: string; before?: string } = {},
): string => address(path, { ...values, ...place });
