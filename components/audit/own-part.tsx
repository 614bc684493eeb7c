import Link from 'next/link';
import type { ReactNode } from 'react';
import { Panel } from '@/components/ui/panel';

/** So many rows of an audit stand on the page of what they are about. */
export const OWN_ROWS = 10;

type OwnPartProps = { title: string; count: number; href: string; children: ReactNode };

/** The last rows of an audit that are about one thing, and the way to all of them. */
export function OwnPart({ title, count, href, children }: OwnPartProps) {
  return (
    <Panel title={title} className="bare">
      {count > 0 ? <ol className="audit-list table-frame">{children}</ol> : <p className="muted">None.</p>}
      {count > 0 && (
        <p>
          <Link href={href}>{`${title}: search all`}</Link>
        </p>
      )}
    </Panel>
  );
}
