import { CodeBlock } from '@/components/ui/code-block';
import type { FieldDifference } from '@/components/ui/difference';
import { pathText, sideText } from '@/components/ui/difference-text';
import styles from './drift.module.css';

/** What differs between Rota and AWS, side by side, a row a field. */
export function Sides({
  caption,
  differences,
}: {
  caption: string;
  differences: readonly FieldDifference[];
}) {
  return (
    <table className={styles.sides}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">In Rota</th>
          <th scope="col">In AWS</th>
        </tr>
      </thead>
      <tbody>
        {differences.map((difference) => (
          <tr key={difference.path}>
            <th scope="row">{pathText(difference.path)}</th>
            <td data-label="In Rota">
              <Side label={`${difference.path} in Rota`} value={difference.before} />
            </td>
            <td data-label="In AWS">
              <Side label={`${difference.path} in AWS`} value={difference.after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Side({ label, value }: { label: string; value: unknown }) {
  if (value === undefined) return <span className="muted">none</span>;
  const { text, block } = sideText(value);
  return block ? <CodeBlock label={label}>{text}</CodeBlock> : text;
}
