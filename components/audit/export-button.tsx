'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { AuditExportDialog, type AuditExportDialogProps } from './export-dialog';

/** Offers an audit as a file, as the page is filtered. */
export function ExportButton(props: Omit<AuditExportDialogProps, 'onClose'>) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="download" onClick={() => setOpen(true)}>
        Export
      </Button>
      {open && <AuditExportDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
