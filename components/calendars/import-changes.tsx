import type { ImportPreview } from '@/lib/calendars/import';
import styles from './calendars.module.css';
import { counted, daysText } from './day-text';

const SHOWN = 200;

/** What an import would add, take away and leave out. */
export function ImportChanges({ preview }: { preview: ImportPreview }) {
  const { added, removed, kept, past, cancelled, total } = preview;
  const leftOut = [past > 0 && `${past} over`, cancelled > 0 && `${cancelled} cancelled`].filter(Boolean);
  return (
    <div className="stack">
      <p>
        {added.length + removed.length === 0 && 'Nothing changes. '}
        The calendar will have {counted(total, 'entry', 'entries')}
        {kept > 0 && `, of which it has ${kept} already`}.
        {leftOut.length > 0 && ` Left out: ${leftOut.join(', ')}.`}
      </p>
      <Entries title="Added" entries={added} />
      <Entries title="Removed" entries={removed} />
    </div>
  );
}

type EntriesProps = { title: string; entries: readonly { first: string; last: string; label: string }[] };

function Entries({ title, entries }: EntriesProps) {
  if (entries.length === 0) return null;
  return (
    <section>
      <h3>
        {title}: {entries.length.toLocaleString('en')}
      </h3>
      {/* scrolled by keyboard, so it takes the focus */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse */}
      <ul className={styles.changes} tabIndex={0} aria-label={title}>
        {entries.slice(0, SHOWN).map((entry) => (
          <li key={`${entry.first} ${entry.last} ${entry.label}`}>
            {daysText(entry)} <span className="muted">{entry.label}</span>
          </li>
        ))}
        {entries.length > SHOWN && <li className="muted">And {entries.length - SHOWN} more.</li>}
      </ul>
    </section>
  );
}
