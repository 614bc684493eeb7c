import { CodeBlock } from './code-block';
import { pathText, sideText } from './difference-text';
import { Icon } from './icon';

/** One field that differs; a side is absent where the field stood on the other side only. */
export type FieldDifference = { path: string; before?: unknown; after?: unknown };

/**
 * What differs, field by field, the old value beside the new one. `names` replaces parts of a path, such as ids, by
 * words.
 */
export function Difference({
  differences,
  names,
}: {
  differences: readonly FieldDifference[];
  names?: Readonly<Record<string, string>> | undefined;
}) {
  return (
    <dl className="differences">
      {differences.map((difference) => (
        <div className="difference" key={difference.path}>
          <dt>{pathText(difference.path, names)}</dt>
          <dd>
            <Side
              className="before"
              label="Before"
              present={'before' in difference}
              value={difference.before}
            />
            <Icon name="arrow_forward" />
            <Side className="after" label="After" present={'after' in difference} value={difference.after} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

type SideProps = { className: string; label: string; present: boolean; value: unknown };

function Side({ className, label, present, value }: SideProps) {
  const { text, block } = present ? sideText(value) : { text: '—', block: false };
  return (
    <span className={`difference-side ${className}${block ? ' block' : ''}`}>
      <span className="visually-hidden">{label}: </span>
      {block ? <CodeBlock label={label}>{text}</CodeBlock> : text}
    </span>
  );
}
