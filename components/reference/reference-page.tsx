import { Chip, type Tone } from '@/components/ui/chip';
import { CodeBlock } from '@/components/ui/code-block';
import { PageHeader } from '@/components/ui/page-header';
import type { Field, Reference } from '@/lib/api/reference';
import styles from './reference.module.css';
import { Found, OperationSearch } from './search';

type ReferencePageProps = {
  operations: readonly Reference[];
  tags: readonly { name: string; description: string }[];
};

/** Every operation of the API, by chapters; each opens to its parameters, its body, its answer and a call of it. */
export function ReferencePage({ operations, tags }: ReferencePageProps) {
  const chapters = tags.flatMap((tag) => {
    const own = operations.filter((operation) => operation.tag === tag.name);
    return own.length > 0 ? [{ ...tag, operations: own }] : [];
  });
  return (
    <>
      <PageHeader
        title="API reference"
        description={
          <>
            What the pages of Rota do with schedules, runs, gates, calendars, freezes and audits, for scripts
            and other systems. Send an API token, JSON and times of RFC 3339. The same for programs:{' '}
            <a href="/api/v1/openapi.json">OpenAPI 3.1</a>.
          </>
        }
      />
      <nav aria-label="Chapters" className={styles.chapters}>
        {chapters.map(({ name }) => (
          <a key={name} href={`#${anchorOf(name)}`}>
            {name}
          </a>
        ))}
      </nav>
      <OperationSearch operations={operations.map(wordsOf)}>
        {chapters.map(({ name, description, operations: own }) => (
          <Found key={name} texts={own.map(wordsOf)}>
            <section id={anchorOf(name)} className={styles.chapter} aria-label={name}>
              <h2>{name}</h2>
              <p className="muted">{description}</p>
              {own.map((operation) => (
                <Found key={operation.id} texts={[wordsOf(operation)]}>
                  <Operation operation={operation} />
                </Found>
              ))}
            </section>
          </Found>
        ))}
      </OperationSearch>
    </>
  );
}

/** What an operation is found by. */
const wordsOf = ({ id, method, path, summary }: Reference): string => `${method} ${path} ${summary} ${id}`;

const anchorOf = (name: string): string => name.toLowerCase().replaceAll(' ', '-');

const TONES: Record<string, Tone> = { GET: 'info', POST: 'good', PUT: 'warn', PATCH: 'warn', DELETE: 'bad' };

function Operation({ operation }: { operation: Reference }) {
  const { id, method, path, summary, description, parameters, body, answer, example } = operation;
  return (
    <details className={`panel ${styles.operation}`} id={id}>
      <summary>
        <Chip tone={TONES[method] ?? 'neutral'}>{method}</Chip>
        <code>{path}</code>
        <span className={styles.summary}>{summary}</span>
      </summary>
      <div className={styles.inside}>
        {description.split('\n\n').map((text) => (
          <p key={text}>{text.replaceAll('`', '')}</p>
        ))}
        <CodeBlock label={`A call of ${id}`}>{example}</CodeBlock>
        <Fields sent of={id} title="Parameters" fields={parameters} />
        <Fields sent of={id} title="Body" fields={body} />
        <Fields of={id} title={`Answer ${answer.status}`} fields={answer.fields} />
      </div>
    </details>
  );
}

type FieldsProps = {
  of: string;
  title: string;
  fields: readonly (Field & { where?: string })[];
  /** By whoever asks: what they must not leave out is marked. */
  sent?: boolean;
};

function Fields({ of, title, fields, sent = false }: FieldsProps) {
  if (fields.length === 0) return null;
  return (
    <section aria-label={`${title} of ${of}`}>
      <h3>{title}</h3>
      <dl className={styles.fields}>
        {fields.map(({ path, where, type, required, about, only }) => (
          <div key={`${where} ${path} ${only}`} data-depth={path.split('.').length - 1}>
            <dt>
              <Path>{path}</Path>
              {where && where !== 'query' && <span className="muted"> in the {where}</span>}
              {sent && required && <strong> required</strong>}
              {only && <span className="muted"> where {only}</span>}
            </dt>
            <dd>
              <span className={styles.type}>{type}</span>
              {about && <span>{about}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** As in `sync.error.code`: the field stands out from where it stands. */
function Path({ children: path }: { children: string }) {
  const end = path.lastIndexOf('.') + 1;
  return (
    <code>
      <span className="muted">{path.slice(0, end)}</span>
      {path.slice(end)}
    </code>
  );
}
