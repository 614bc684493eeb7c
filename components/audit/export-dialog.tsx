'use client';

import { useEffect, useRef, useState } from 'react';
import { download } from '@/components/people/download';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { SelectField } from '@/components/ui/select-field';
import { useToast } from '@/components/ui/toast';
import type { Chain } from '@/lib/audit/chain';
import type { Format } from '@/lib/audit/export/format';
import type { AuditValues } from './audit-href';
import { rowCounter } from './export-rows';

type Progress = { rows: number; of: number };

/** So often does what has come show at most. */
const EVERY_MS = 250;

/** An audit as a file, as the page is filtered, with how much of it has come. Closing it breaks it off. */
export function ExportDialog({
  audit,
  values,
  onClose,
}: {
  audit: Chain;
  values: AuditValues;
  onClose: () => void;
}) {
  const toast = useToast();
  const [format, setFormat] = useState<Format>('csv');
  const [progress, setProgress] = useState<Progress | null>(null);
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const filtered = Object.values(values).some(Boolean);

  const fetchFile = async () => {
    const stopping = new AbortController();
    stop.current = stopping;
    setProgress({ rows: 0, of: 0 });
    const count = rowCounter(format);
    let shown = 0;
    const onPart = (bytes: Uint8Array, answer: Response) => {
      const of = Number(answer.headers.get('x-rota-rows'));
      const rows = Math.min(count(bytes), of);
      if (Date.now() - shown < EVERY_MS) return;
      shown = Date.now();
      setProgress({ rows, of });
    };
    const input = { audit, format, filter: values };
    const problem = await download('/api/audit/export', input, { signal: stopping.signal, onPart });
    if (stopping.signal.aborted) return;
    setProgress(null);
    if (problem) return toast({ message: problem, tone: 'bad' });
    toast({ message: 'Exported. The activity says who exported how much, and when.', tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={audit === 'schedule' ? 'Export changes' : 'Export activity'}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" icon="download" busy={progress !== null} onClick={fetchFile}>
            Export
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="muted">
          {filtered ? 'The rows that the filters ask for' : 'All rows that you may see'}, the oldest first.
          The file holds personal data: names, addresses and browsers.
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
        {format === 'jsonl' && filtered && (
          <p className="muted">Only an export of all rows can be verified: clear the filters for that.</p>
        )}
        <p role="status">{progress && told(progress)}</p>
      </div>
    </Dialog>
  );
}

const NUMBER = new Intl.NumberFormat('en');

const told = ({ rows, of }: Progress): string =>
  of === 0 ? 'Counting the rows…' : `${NUMBER.format(rows)} of ${NUMBER.format(of)} rows…`;
