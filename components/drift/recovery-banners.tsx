import Link from 'next/link';
import { Icon } from '@/components/ui/icon';
import { Time } from '@/components/ui/time';
import type { RecoveryBanner } from '@/lib/drift/recovery-queries';
import styles from './recovery.module.css';

/** Which environments are in recovery, at the top of every page; who may end it finds the way there. */
export function RecoveryBanners({
  recoveries,
  mayEnd,
}: {
  recoveries: readonly RecoveryBanner[];
  /** Of an environment's id. */
  mayEnd: (environmentId: string) => boolean;
}) {
  if (recoveries.length === 0) return null;
  return (
    <section className="freeze-banners" aria-label="Recoveries">
      {recoveries.map(({ environmentId, name, since }) => (
        <div key={environmentId} className="banner tone-bad">
          <Icon name="settings_backup_restore" />
          <div>
            <strong>
              {name} is in recovery since <Time at={since} />
            </strong>
            : Rota writes nothing to AWS there until an administrator has decided what differs.{' '}
            {mayEnd(environmentId) && <RecoveryLink environmentId={environmentId} name={name} />}
          </div>
        </div>
      ))}
    </section>
  );
}

/** The way to the page on which a recovery is decided. */
function RecoveryLink({ environmentId, name }: { environmentId: string; name: string }) {
  return (
    <Link className={styles.link} href={`/environments/${environmentId}/recovery`}>
      Decide<span className="visually-hidden"> the recovery of {name}</span>
    </Link>
  );
}
