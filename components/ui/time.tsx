'use client';

import { absoluteText, exactText, utcText } from './date-text';
import { useViewerZone } from './viewer-clock';

/**
 * An instant in the viewer's zone, or in `zone` with its name; UTC on hover. While the viewer's zone is not known, on a
 * first visit, it is UTC.
 */
export function Time({
  at,
  zone,
  hideZone,
  exact,
}: {
  at: string | Date | null;
  zone?: string | undefined;
  /** Where the zone's name stands nearby already. */
  hideZone?: boolean;
  /** With its second, where that is not 0. */
  exact?: boolean;
}) {
  const viewerZone = useViewerZone();
  if (at === null) return <span className="muted">—</span>;
  const instant = new Date(at);
  const shown = zone ?? viewerZone;
  return (
    <time dateTime={instant.toISOString()} title={utcText(instant)} className="time">
      {(exact ? exactText : absoluteText)(instant, shown ?? 'UTC')}
      {shown === null && ' UTC'}
      {zone && !hideZone && <span className="muted"> {zone}</span>}
    </time>
  );
}
