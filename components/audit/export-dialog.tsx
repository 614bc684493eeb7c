import { ExportDialog, type Told } from '@/components/form/export-dialog';
import type { Chain } from '@/lib/audit/chain';
import type { Format } from '@/lib/audit/export/format';
import type { AuditValues } from './audit-href';
import { rowCounter } from './export-rows';

const COUNTING = 'Counting the rows…';
const NUMBER = new Intl.NumberFormat('en');

type AuditExportDialogProps = { audit: Chain; values: AuditValues; onClose: () => void };

/** An audit as a file, as the page is filtered, with how much of it has come. */
export function AuditExportDialog({ audit, values, onClose }: AuditExportDialogProps) {
  const filtered = Object.values(values).some(Boolean);
  return (
    <ExportDialog
      title={audit === 'schedule' ? 'Export changes' : 'Export activity'}
      path="/api/audit/export"
      inputOf={(format) => ({ audit, format, filter: values })}
      waiting={COUNTING}
      tellerOf={tellerOf}
      note={(format) =>
        format === 'jsonl' &&
        filtered && (
          <p className="muted">Only an export of all rows can be verified: clear the filters for that.</p>
        )
      }
      onClose={onClose}
    >
      {filtered ? 'The rows that the filters ask for' : 'All rows that you may see'}, the oldest first. The
      file holds personal data: names, addresses and browsers.
    </ExportDialog>
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
