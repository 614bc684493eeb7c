import type { ReactNode } from 'react';

/** The head of a page: its title, what stands beside and under it, and what can be done. */
export function PageHeader({
  title,
  marks,
  description,
  actions,
}: {
  title: ReactNode;
  marks?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="page-header">
      <div className="page-heading">
        <div className="page-title">
          <h1>{title}</h1>
          {marks}
        </div>
        {description && <p className="page-description">{description}</p>}
      </div>
      {actions && <div className="page-actions">{actions}</div>}
    </header>
  );
}
