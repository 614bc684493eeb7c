import { Icon } from '@/components/ui/icon';
import { Time } from '@/components/ui/time';
import type { ReadableChange, Side } from '@/lib/audit/readable-difference';
import type { SideRow } from '@/lib/audit/readable-difference-lines';
import styles from './difference.module.css';

/** What differs between two versions of a schedule. What came new and is empty says nothing and is left out. */
export function ReadableDifference({ changes }: { changes: readonly ReadableChange[] }) {
  return (
    <dl className="differences">
      {changes.filter(isTelling).map((change, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and two targets may have one label
        <div className={change.kind === 'lines' ? styles.wide : 'difference'} key={index}>
          <dt>{change.label}</dt>
          <dd>
            {change.kind === 'value' && <Value before={change.before} after={change.after} />}
            {change.kind === 'list' && <Items added={change.added} removed={change.removed} />}
            {change.kind === 'lines' && <SideBySide label={change.label} rows={change.rows} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function isTelling(change: ReadableChange): boolean {
  if (change.kind === 'lines') return change.rows.length > 0;
  return change.kind !== 'value' || change.before !== undefined || change.after?.text !== 'none';
}

function Value({ before, after }: { before?: Side | undefined; after?: Side | undefined }) {
  return (
    <>
      {before && <OneSide className="before" label="Before" side={before} />}
      {before && after && <Icon name="arrow_forward" />}
      {after && <OneSide className="after" label="After" side={after} />}
    </>
  );
}

function OneSide({ className, label, side }: { className: string; label: string; side: Side }) {
  return (
    <span className={`difference-side ${className}`}>
      <span className="visually-hidden">{label}: </span>
      {side.instant ? <Time at={side.text} /> : side.text}{' '}
      {side.words && <span className={styles.words}>{side.words}</span>}
    </span>
  );
}

function Items({ added, removed }: { added: readonly string[]; removed: readonly string[] }) {
  const all = [
    ...removed.map((text) => ({ text, className: 'before', sign: '−', label: 'Removed' })),
    ...added.map((text) => ({ text, className: 'after', sign: '+', label: 'Added' })),
  ];
  return all.map(({ text, className, sign, label }) => (
    <span key={label + text} className={`difference-side ${className}`}>
      <span className="visually-hidden">{label}: </span>
      <span aria-hidden="true">{sign} </span>
      {text}
    </span>
  ));
}

/** Two texts side by side, line by line; one under the other where there is no room. */
export function SideBySide({ label, rows }: { label: string; rows: readonly SideRow[] }) {
  return (
    <table className={styles.lines}>
      <caption className="visually-hidden">{label}, line by line</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and never move
          <Line key={index} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ row }: { row: SideRow }) {
  if (row.kind === 'skipped')
    return (
      <tr>
        <td colSpan={2} className={styles.skipped}>
          {row.count === 1 ? '1 line' : `${row.count} lines`} the same
        </td>
      </tr>
    );
  const { before, after } = row.kind === 'same' ? { before: row.text, after: row.text } : row;
  const changed = row.kind === 'changed';
  return (
    <tr className={changed ? undefined : styles.same}>
      <td className={changed && before !== null ? styles.removed : undefined}>{before}</td>
      <td className={changed && after !== null ? styles.added : undefined}>{after}</td>
    </tr>
  );
}
