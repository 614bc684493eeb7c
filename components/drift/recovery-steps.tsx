import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import { schedulesText } from '@/lib/bulk/actions';
import type { RecoveryView } from '@/lib/drift/recovery-queries';
import type { RecoveryWaits } from '@/lib/drift/recovery-waits';
import { EndRecoveryButton } from './end-recovery-button';
import styles from './recovery.module.css';
import { ScanButtons } from './scans';

type RecoveryStepsProps = Pick<RecoveryView, 'environment' | 'trouble' | 'count'> & {
  waits: RecoveryWaits;
  /** Whether Rota looks at AWS right now. */
  running: boolean;
};

/** The three steps out of a recovery, and how each stands. */
export function RecoverySteps({ environment, waits, trouble, count, running }: RecoveryStepsProps) {
  const compared = waits.passed && waits.looks === 0;
  const missing = missingText(waits);
  return (
    <Panel title="The way out">
      <ol className={styles.steps}>
        <Step done={compared} title="Rota compares">
          {comparedText(waits)}
          {trouble && (
            <span className={styles.trouble}>
              {trouble.since && (
                <>
                  AWS does not answer since <Time at={trouble.since} />:{' '}
                </>
              )}
              {trouble.text}
            </span>
          )}
          <span className={styles.looks}>
            <ScanButtons scan={{ environmentId: environment.id, name: environment.name, running }} />
          </span>
        </Step>
        <Step done={compared && waits.open === 0} title="You decide each difference">
          {waits.open === 0
            ? `Nothing is ${compared ? 'left to decide' : 'found yet'}.`
            : `${differencesText(waits.open)} of ${schedulesText(count)} ${waits.open === 1 ? 'is' : 'are'} yet to be decided.`}
        </Step>
        <Step done={false} title="You end the recovery">
          {missing ?? 'Everything is decided. Rota then writes to AWS again.'}
          <EndRecoveryButton environment={environment} disabled={missing !== null} />
        </Step>
      </ol>
    </Panel>
  );
}

function Step({ done, title, children }: { done: boolean; title: string; children: ReactNode }) {
  return (
    <li className={done ? styles.done : undefined}>
      <Icon name={done ? 'check_circle' : 'radio_button_unchecked'} />
      <div>
        <strong>
          {title}
          {done && <span className="visually-hidden">, done</span>}
        </strong>
        <div className={styles.standing}>{children}</div>
      </div>
    </li>
  );
}

function comparedText({ passed, looks }: RecoveryWaits): string {
  if (!passed) return 'Rota is looking over all that AWS has.';
  if (looks > 0) return `${schedulesText(looks)} ${looks === 1 ? 'is' : 'are'} yet to be compared with AWS.`;
  return 'All that AWS has was compared with this database.';
}

/** What is to be done before the end; null where nothing is. */
function missingText({ passed, looks, open }: RecoveryWaits): string | null {
  if (!passed) return 'First Rota has to look over all that AWS has.';
  if (looks > 0) return `First Rota has to compare ${schedulesText(looks)}.`;
  return open > 0 ? `First decide ${differencesText(open)}.` : null;
}

const differencesText = (count: number): string =>
  count === 1 ? '1 difference' : `${count.toLocaleString('en')} differences`;
