import { Time } from '@/components/ui/time';
import type { AuditStanding } from '@/lib/audit/queries-standing';
import { bucketProblem } from './bucket-problem';

/** How far an audit was found whole and signed, and loudly where something does not fit or digests can be removed. */
export function AuditStandingLine({ standing }: { standing: AuditStanding }) {
  const { whole, signed, problem, archived, unsafe } = standing;
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
      {problem === null && whole?.overdue && (
        <p className="banner tone-warn">
          <span>
            All rows were last checked <Time at={whole.at} />, which is due once a day. The worker’s log says
            why not since.
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
        <Checked {...standing} />
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

/** A row that was added since the last check of all is read once, as it is signed: that says nothing of later. */
function Checked({ whole, added }: AuditStanding) {
  const all = whole && (
    <>
      All rows up to {whole.seq} checked at <Time at={whole.at} />
    </>
  );
  if (!added) return all ?? 'Not checked yet';
  return (
    <>
      {all}
      {all ? ', those added since' : 'Rows checked'} as they were signed, up to {added.seq} at{' '}
      <Time at={added.at} />
    </>
  );
}
