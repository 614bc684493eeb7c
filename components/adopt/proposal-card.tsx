import { Chip } from '@/components/ui/chip';
import { Difference } from '@/components/ui/difference';
import { Facts } from '@/components/ui/facts';
import type { PreviewView } from '@/lib/adopt/views';
import styles from './adopt.module.css';
import { KIND_TEXT, Targets } from './find-columns';
import { STANDING_LOOKS } from './verdict';

/** What would become of one original: as it is, as it will be, and what differs. */
export function ProposalCard({ preview }: { preview: PreviewView }) {
  const { name, kind, group, verdict, reasons, notes, payloads, enabled, becomes } = preview;
  const { label, tone, icon } = STANDING_LOOKS[verdict];
  return (
    <article className={styles.card}>
      <header className={styles.cardHead}>
        <h3>{name}</h3>
        <span className="muted">
          {KIND_TEXT[kind]}
          {kind === 'schedule' && `, group ${group}`}
        </span>
        <Chip tone={tone} icon={icon}>
          {label}
        </Chip>
      </header>
      {reasons.length > 0 && (
        <ul className={styles.notes}>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {verdict === 'ready' && (
        <Facts
          facts={[
            { label: 'Becomes', value: becomes.name },
            { label: 'Team', value: becomes.team },
            { label: 'Owner', value: becomes.owner },
            { label: 'Runs', value: becomes.when },
            { label: 'Targets', value: <Targets targets={becomes.targets} /> },
            {
              label: 'State',
              value: enabled ? 'On, once the original is disabled' : 'Disabled, as it is now',
            },
          ]}
        />
      )}
      {verdict !== 'refused' && notes.length > 0 && (
        <ul className={styles.notes}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {verdict !== 'refused' &&
        payloads.map(({ target, before, after }) => (
          <details key={target} className={styles.payload}>
            <summary>What {target.split(/[:/]/).at(-1)} receives, before and after</summary>
            <Difference differences={[{ path: 'payload', before, after }]} />
          </details>
        ))}
    </article>
  );
}
