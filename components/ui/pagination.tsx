import { ButtonLink } from './button';

/** The way to the neighbouring pages; a link is missing where there is none. */
export function Pagination({
  previous,
  next,
  summary,
}: {
  previous: string | null;
  next: string | null;
  summary?: string | undefined;
}) {
  if (!previous && !next && !summary) return null;
  return (
    <nav className="pagination-bar" aria-label="Pages">
      {summary && <span className="muted">{summary}</span>}
      <span className="pagination-links">
        {previous && (
          <ButtonLink href={previous} small icon="chevron_left" rel="prev">
            Previous
          </ButtonLink>
        )}
        {next && (
          <ButtonLink href={next} small icon="chevron_right" rel="next">
            Next
          </ButtonLink>
        )}
      </span>
    </nav>
  );
}
