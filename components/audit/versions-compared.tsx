import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { type ReadableChange, readableDifference, snapshotText } from '@/lib/audit/readable-difference';
import { sideBySide } from '@/lib/audit/readable-difference-lines';
import { ReadableDifference, SideBySide } from './difference';
import styles from './versions.module.css';

type Content = Readonly<Record<string, unknown>>;

/** Two numbers of versions to choose, which stand in the address. */
export function VersionsChoice({
  path,
  from,
  to,
  most,
}: {
  path: string;
  from: string;
  to: string;
  most: number;
}) {
  const numbers = [
    { name: 'from', label: 'From version', value: from },
    { name: 'to', label: 'To version', value: to },
  ];
  return (
    <form action={path} className={styles.choice}>
      {numbers.map(({ name, label, value }) => (
        <Field key={name} label={label} htmlFor={`version-${name}`}>
          <input
            key={value}
            id={`version-${name}`}
            name={name}
            type="number"
            min={1}
            max={most}
            required
            defaultValue={value}
            className="control"
          />
        </Field>
      ))}
      <Button type="submit" icon="difference">
        Compare
      </Button>
    </form>
  );
}

/** What differs between two versions: in words, and as JSON side by side. */
export function Compared({ from, to }: { from: Content; to: Content }) {
  const changes: ReadableChange[] = readableDifference(from, to);
  if (changes.length === 0) return <p>Both versions are the same.</p>;
  const lines = (content: Content) => snapshotText(content).split('\n');
  return (
    <>
      <ReadableDifference changes={changes} />
      <details className={styles.json}>
        <summary>As JSON, side by side</summary>
        <SideBySide label="Both versions as JSON" rows={sideBySide(lines(from), lines(to))} />
      </details>
    </>
  );
}
