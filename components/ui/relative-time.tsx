'use client';

import { relativeText, utcText } from './date-text';
import { useNow } from './viewer-clock';

/** How far an instant is from now, as in `in 3 h`, kept current; UTC on hover. */
export function RelativeTime({ at }: { at: string | Date | null }) {
  const now = useNow();
  if (at === null) return null;
  const instant = new Date(at);
  return (
    <time dateTime={instant.toISOString()} title={utcText(instant)} className="relative-time">
      {now === null ? ' ' : relativeText(instant, now)}
    </time>
  );
}
