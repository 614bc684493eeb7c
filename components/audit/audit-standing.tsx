import { Time } from '@/components/ui/time';
import type { AuditStanding } from '@/lib/audit/queries-standing';
import { bucketProblem } from './bucket-problem';

/** How far an audit was found whole and signed, and loudly where something does not fit or digests can be removed. */
export function AuditStandingLine({ standing }: { standing: AuditStanding }) {
  const { checked, signed, problem, archived, unsafe } = standing;
  return (
    <>
      {problem !== null && (
        <p className="banner tone-bad" role="alert">
          <span>
            <strong>Rows were changed or lost: </strong>
            {problem} Nothing is signed after it.
          </span>
        </p>
      )}
      {unsafe.map((bucket) => (
        <p className="banner tone-warn" key={bucket.bucket}>
          <span>
            {bucketProblem(bucket)} Looked at <Time at={bucket.at} />.
          </span>
        </p>
      ))}
      <p className="muted">
        {checked ? (
          <>
            Checked up to row {checked.seq} at <Time at={checked.at} />
          </>
        ) : (
          'Not checked yet'
        )}
        {signed ? (
          <>
            ; signed up to row {signed.seq} at <Time at={signed.at} />.
          </>
        ) : (
          '. Nothing outside the database shows changes: no key is set as ROTA_AUDIT_KEY_FILE.'
        )}
        {archived && (
          <>
            {' '}
            Rows up to {archived.seq} (until the end of {archived.month}) are archived and not listed here.
          </>
        )}
      </p>
    </>
  );
}
