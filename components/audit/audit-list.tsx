import type { ReactNode } from 'react';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Pagination } from '@/components/ui/pagination';
import type { FilterProblems } from '@/lib/audit/filter';
import { type AuditValues, auditHref, LABELS } from './audit-href';

/** The rows of one page of an audit and the way to its neighbours. */
export function AuditList({
  path,
  values,
  problems = {},
  page,
  children,
}: {
  path: string;
  values: AuditValues;
  problems?: FilterProblems;
  page: { rows: readonly unknown[]; next: string | null; previous: string | null };
  children: ReactNode;
}) {
  const wrong = Object.entries(problems);
  if (wrong.length > 0)
    return (
      <EmptyState
        icon="manage_search"
        title="The filter can’t be read"
        action={<ButtonLink href={path}>Clear the filters</ButtonLink>}
      >
        <span role="alert">
          {wrong.map(([field, problem]) => (
            <span key={field}>
              <strong>{LABELS[field as keyof AuditValues]}:</strong> {problem}
              <br />
            </span>
          ))}
        </span>
      </EmptyState>
    );
  const filtered = Object.values(values).some(Boolean);
  if (page.rows.length === 0)
    return (
      <EmptyState
        icon="manage_search"
        title={filtered ? 'Nothing matches' : 'Nothing happened yet'}
        action={filtered && <ButtonLink href={path}>Clear the filters</ButtonLink>}
      >
        {filtered
          ? 'Try fewer words, another person or a longer time.'
          : 'What happens from now on stands here.'}
      </EmptyState>
    );
  return (
    <>
      <ol className="audit-list table-frame">{children}</ol>
      <Pagination
        previous={page.previous && auditHref(path, values, { before: page.previous })}
        next={page.next && auditHref(path, values, { after: page.next })}
      />
    </>
  );
}
