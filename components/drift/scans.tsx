'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/drift/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import { useToast } from '@/components/ui/toast';
import type { ScanView } from '@/lib/drift/queries';
import { ConfirmButton } from './confirm-button';
import styles from './drift.module.css';

/** When each environment was last looked over, what it waits for, and a look on demand. */
export function Scans({ scans }: { scans: readonly ScanView[] }) {
  return (
    <section className={styles.scans} aria-label="Scans">
      {scans.map((scan) => (
        <div key={scan.environmentId}>
          <div className={styles.scan}>
            <strong>{scan.name}</strong>
            <Standing scan={scan} />
            {scan.mayScan && <ScanButtons scan={scan} />}
          </div>
          <Notes scan={scan} />
        </div>
      ))}
    </section>
  );
}

function Standing({ scan }: { scan: ScanView }) {
  const { unreachableSince, running, passedAt, listed } = scan;
  if (unreachableSince)
    return (
      <Chip tone="warn" icon="cloud_off">
        <span>
          Unknown since <Time at={unreachableSince} />
        </span>
      </Chip>
    );
  return (
    <>
      {running && (
        <Chip tone="info" icon="search">
          Looking
        </Chip>
      )}
      <span className="muted">
        {passedAt ? (
          <>
            last looked over <RelativeTime at={passedAt} />: {listed} in AWS
          </>
        ) : (
          'not looked over yet'
        )}
      </span>
    </>
  );
}

function Notes({ scan }: { scan: ScanView }) {
  const { heldMissing, heldSurplus, error, foreignReason, mayConfirm } = scan;
  return (
    <>
      {foreignReason && <p className="banner tone-bad">Read-only: {foreignReason}</p>}
      {heldMissing + heldSurplus > 0 && (
        <div className="banner tone-warn">
          <p>
            {heldMissing > 0 && `${heldMissing} schedules are missing in AWS at once. `}
            {heldSurplus > 0 && `Rota would delete ${heldSurplus} that nobody asked it to delete. `}
            Nothing is done until an administrator confirms that this is so.
          </p>
          {mayConfirm && <ConfirmButton scan={scan} />}
        </div>
      )}
      {error && !foreignReason && <p className="muted">The last look failed: {error}</p>}
    </>
  );
}

type ScanButtonsProps = { scan: Pick<ScanView, 'environmentId' | 'name' | 'running'> };

/** Asks for a look at what AWS has in an environment. */
export function ScanButtons({ scan: { environmentId, name, running } }: ScanButtonsProps) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const scan = async (full: boolean) => {
    setBusy(true);
    const result = await answerOf(actions.scan({ environmentId, full }));
    setBusy(false);
    toast(
      result.ok
        ? { message: `${name} is looked over now.`, tone: 'good' }
        : { message: result.error.message, tone: 'bad' },
    );
  };
  return (
    <>
      <Button small icon="search" busy={busy || running} onClick={() => scan(false)}>
        Look now<span className="visually-hidden"> at {name}</span>
      </Button>
      <Button small variant="text" busy={busy || running} onClick={() => scan(true)}>
        Read everything<span className="visually-hidden"> of {name}</span>
      </Button>
    </>
  );
}
