import { Time } from '@/components/ui/time';
import type { AuditStanding } from '@/lib/audit/queries-standing';

/** How far an audit was found whole and signed, and loudly where something does not fit. */
export function AuditStandingLine({ standing }: { standing: AuditStanding }) {
  const { checked, signed, problem } = standing;
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
      </p>
    </>
  );
}
