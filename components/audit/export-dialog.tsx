import { ExportDialog, type Told } from '@/components/form/export-dialog';
import type { Chain } from '@/lib/audit/chain';
import type { Format } from '@/lib/audit/export/format';
import type { AuditValues } from './audit-href';
import { rowCounter } from './export-rows';

const COUNTING = 'Counting the rows…';
const NUMBER = new Intl.NumberFormat('en');

export type AuditExportDialogProps = {
  audit: Chain;
  values: AuditValues;
  /** Whether they see every row, and from where others did what. */
  sees: { whole: boolean; addresses: boolean };
  onClose: () => void;
};

/** An audit as a file, as the page is filtered, with how much of it has come. */
export function AuditExportDialog({ audit, values, sees, onClose }: AuditExportDialogProps) {
  const filtered = Object.values(values).some(Boolean);
  return (
    <ExportDialog
      title={audit === 'schedule' ? 'Export changes' : 'Export activity'}
      path="/api/audit/export"
      inputOf={(format) => ({ audit, format, filter: values })}
      waiting={COUNTING}
      tellerOf={tellerOf}
      note={(format) =>
        format === 'jsonl' && <NotVerified filtered={filtered} complete={sees.whole && sees.addresses} />
      }
      onClose={onClose}
    >
      {filtered ? 'The rows that the filters ask for' : 'All rows that you may see'}, the oldest first. The
      file holds personal data: names
      {sees.addresses ? ', addresses and browsers.' : ', and of what you did addresses and browsers.'}
    </ExportDialog>
  );
}

function NotVerified({ filtered, complete }: { filtered: boolean; complete: boolean }) {
  if (complete && !filtered) return null;
  return (
    <p className="muted">
      {complete
        ? 'Only an export of all rows can be verified: clear the filters for that.'
        : 'It can’t be verified: what you may not see is missing. Whoever sees who has access can export all of it.'}
    </p>
  );
}

function tellerOf(format: Format): Told {
  const count = rowCounter(format);
  return (bytes, answer) => {
    const of = Number(answer.headers.get('x-rota-rows'));
    const rows = Math.min(count(bytes), of);
    return of === 0 ? COUNTING : `${NUMBER.format(rows)} of ${NUMBER.format(of)} rows…`;
  };
}
