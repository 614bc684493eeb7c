'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { SelectField } from '@/components/ui/select-field';
import { useToast } from '@/components/ui/toast';
import type { Format } from '@/lib/audit/export/format';
import { download } from './download';

/** Everyone's effective rights as a file, for an access review. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const toast = useToast();
  const [format, setFormat] = useState<Format>('csv');
  const [busy, setBusy] = useState(false);

  const fetchFile = async () => {
    setBusy(true);
    const problem = await download('/api/people/export', { format });
    setBusy(false);
    if (problem) return toast({ message: problem, tone: 'bad' });
    toast({ message: 'Exported. The activity says who exported how much, and when.', tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Export who may do what"
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" icon="download" busy={busy} onClick={fetchFile}>
            Export
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="muted">
          A line for each group that has a role, and for each thing that somebody has who ever signed in:
          role, team, environment, extra rights, and what gives it. The directory is asked about everybody
          now, which takes about half a minute for 1,000 people. The file holds personal data.
        </p>
        <SelectField
          name="format"
          label="Format"
          value={format}
          onChange={(chosen) => setFormat(chosen === 'jsonl' ? 'jsonl' : 'csv')}
          options={[
            { value: 'csv', label: 'CSV, for a spreadsheet' },
            { value: 'jsonl', label: 'JSON lines, for a program' },
          ]}
          data-autofocus=""
        />
        <p role="status">{busy && 'Asking the directory…'}</p>
      </div>
    </Dialog>
  );
}
