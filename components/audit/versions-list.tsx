import { address } from '@/components/ui/address';
import { ButtonLink } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { Pagination } from '@/components/ui/pagination';
import { Time } from '@/components/ui/time';
import { actionName } from '@/lib/audit/action-names';
import type { Version } from '@/lib/audit/versions';
import styles from './versions.module.css';
import { type Restorable, RestoreButton } from './versions-restore';

type VersionsListProps = {
  page: { rows: Version[]; next: string | null; previous: string | null };
  schedule: Restorable;
  mayRestore: boolean;
  path: string;
  /** The versions that are compared, which stay so from page to page. */
  chosen: { from: string; to: string };
};

/** Versions of a schedule, the newest first, each with how AWS took it and the way back to it. */
export function VersionsList({ page, schedule, mayRestore, path, chosen }: VersionsListProps) {
  const { generation: present, deleted } = schedule;
  if (page.rows.length === 0)
    return <p className="muted">None that is still in the database and that you may see.</p>;
  return (
    <>
      <ol className={styles.list}>
        {page.rows.map((version) => {
          const { generation, occurredAt, action, by, reason, restoredFrom } = version;
          const number = String(generation);
          return (
            <li key={generation} className={styles.version}>
              <div className={styles.what}>
                <strong>Version {generation}</strong> {actionName(action)}
                {restoredFrom !== null && <> from version {restoredFrom}</>} by {by ?? 'an erased person'},{' '}
                <Time at={occurredAt} /> <Outcome version={version} present={present} />
                {reason && <span className={styles.reason}>{reason}</span>}
              </div>
              <div className={styles.acts}>
                {generation > 1 && (
                  <ButtonLink
                    small
                    variant="text"
                    href={address(path, { from: before(page.rows, version), to: number })}
                  >
                    What changed<span className="visually-hidden"> in version {generation}</span>
                  </ButtonLink>
                )}
                {generation !== present && (
                  <ButtonLink
                    small
                    variant="text"
                    href={address(path, { from: number, to: String(present) })}
                  >
                    Compare with now<span className="visually-hidden">: version {generation}</span>
                  </ButtonLink>
                )}
                {mayRestore && (deleted || generation !== present) && (
                  <RestoreButton schedule={schedule} version={generation} />
                )}
              </div>
            </li>
          );
        })}
      </ol>
      <Pagination
        previous={page.previous && address(path, { ...chosen, before: page.previous })}
        next={page.next && address(path, { ...chosen, after: page.next })}
      />
    </>
  );
}

/** The version before one: that of the next row, else the number before. */
function before(rows: readonly Version[], version: Version): string {
  const earlier = rows[rows.indexOf(version) + 1];
  return String(earlier?.generation ?? version.generation - 1);
}

function Outcome({
  version: { generation, deleted, outcome },
  present,
}: {
  version: Version;
  present: number;
}) {
  if (outcome?.kind === 'live')
    return (
      <Chip tone="good" icon="cloud_done">
        <span>
          {deleted ? 'Gone from AWS since' : generation === present ? 'In AWS since' : 'Reached AWS'}{' '}
          <Time at={outcome.at} />
        </span>
      </Chip>
    );
  if (outcome?.kind === 'failed')
    return (
      <>
        <Chip tone="bad" icon="cloud_off">
          Refused by AWS
        </Chip>
        <span className={styles.reason}>{outcome.message}</span>
      </>
    );
  return generation === present ? (
    <Chip tone="info" icon="cloud_sync">
      Pending
    </Chip>
  ) : (
    <Chip tone="neutral">Replaced before AWS answered</Chip>
  );
}
