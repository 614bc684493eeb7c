'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { download } from '@/components/ui/download';
import { SelectField } from '@/components/ui/select-field';
import { useToast } from '@/components/ui/toast';
import type { Format } from '@/lib/audit/export/format';

/** Says how much of a file has come: takes its next bytes, and the answer that they are from. */
export type Told = (bytes: Uint8Array, answer: Response) => string;

type ExportDialogProps = {
  title: string;
  /** The route that answers with the file, and what is posted to it. */
  path: string;
  inputOf: (format: Format) => unknown;
  /** What is told until something has come. */
  waiting: string;
  /** Made anew for each file; without it the first words stay. */
  tellerOf?: (format: Format) => Told;
  /** What is to be known of a format. */
  note?: (format: Format) => ReactNode;
  onClose: () => void;
  /** What the file holds. */
  children: ReactNode;
};

/** So often does what has come show at most. */
const EVERY_MS = 250;

/** Has the browser keep a file that Rota makes, in a format of choice. Closing it breaks it off. */
export function ExportDialog(props: ExportDialogProps) {
  const { title, path, inputOf, waiting, tellerOf, note, onClose, children } = props;
  const toast = useToast();
  const [format, setFormat] = useState<Format>('csv');
  const [told, setTold] = useState<string | null>(null);
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const fetchFile = async () => {
    const stopping = new AbortController();
    stop.current = stopping;
    setTold(waiting);
    const tell = tellerOf?.(format);
    let shown = 0;
    const onPart = (bytes: Uint8Array, answer: Response) => {
      const words = tell?.(bytes, answer);
      if (words === undefined || Date.now() - shown < EVERY_MS) return;
      shown = Date.now();
      setTold(words);
    };
    const problem = await download(path, inputOf(format), { signal: stopping.signal, onPart });
    if (stopping.signal.aborted) return;
    setTold(null);
    if (problem) return toast({ message: problem, tone: 'bad' });
    toast({ message: 'Exported. The activity says who exported how much, and when.', tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" icon="download" busy={told !== null} onClick={fetchFile}>
            Export
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="muted">{children}</p>
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
        {note?.(format)}
        <p role="status">{told}</p>
      </div>
    </Dialog>
  );
}
