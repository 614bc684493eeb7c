'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { Chain } from '@/lib/audit/chain';
import type { AuditValues } from './audit-href';
import { AuditExportDialog } from './export-dialog';

/** Offers an audit as a file, as the page is filtered. */
export function ExportButton({ audit, values }: { audit: Chain; values: AuditValues }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="download" onClick={() => setOpen(true)}>
        Export
      </Button>
      {open && <AuditExportDialog audit={audit} values={values} onClose={() => setOpen(false)} />}
    </>
  );
}
