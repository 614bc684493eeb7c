import { CodeBlock } from './code-block';
import { pathText, sideText } from './difference-text';
import { Icon } from './icon';

/** One field that differs; a side is absent where the field stood on the other side only. */
export type FieldDifference = { path: string; before?: unknown; after?: unknown };

/**
 * What differs, field by field, the old value beside the new one; what came new and is empty says nothing and is left
 * out. `names` replaces parts of a path, such as ids, by words.
 */
export function Difference({
  differences,
  names,
}: {
  differences: readonly FieldDifference[];
  names?: Readonly<Record<string, string>> | undefined;
}) {
  const telling = differences.filter(
    (difference) => 'before' in difference || sideText(difference.after).text !== 'none',
  );
  return (
    <dl className="differences">
      {telling.map((difference) => (
        <div className="difference" key={difference.path}>
          <dt>{pathText(difference.path, names)}</dt>
          <dd>
            {'before' in difference && <Side className="before" label="Before" value={difference.before} />}
            {'before' in difference && 'after' in difference && <Icon name="arrow_forward" />}
            {'after' in difference && <Side className="after" label="After" value={difference.after} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Side({ className, label, value }: { className: string; label: string; value: unknown }) {
  const { text, block } = sideText(value);
  return (
    <span className={`difference-side ${className}${block ? ' block' : ''}`}>
      <span className="visually-hidden">{label}: </span>
      {block ? <CodeBlock label={label}>{text}</CodeBlock> : text}
    </span>
  );
}
