'use client';

import { type ChangeEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/calendars/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { describedBy, Field } from '@/components/ui/field';
import { useToast } from '@/components/ui/toast';
import type { ImportPreview } from '@/lib/calendars/import';
import { LARGEST_FILE } from '@/lib/calendars/schema';
import { counted } from './day-text';
import { ImportChanges } from './import-changes';
import type { CalendarRef } from './rename-calendar';

/** Takes the dates of an .ics file into a calendar, after a look at what that would do. */
export function ImportButton({ calendar }: { calendar: CalendarRef }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="upload_file" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Import a file
      </Button>
      {open && <ImportDialog calendar={calendar} onClose={() => setOpen(false)} />}
    </>
  );
}

type Looked = { text: string; replace: boolean; preview: ImportPreview };

function ImportDialog({
  calendar: { id, name, version },
  onClose,
}: {
  calendar: CalendarRef;
  onClose: () => void;
}) {
  const toast = useToast();
  const fileId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [replace, setReplace] = useState(false);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const look = async (text: string, replace: boolean) => {
    setBusy(true);
    setProblem(null);
    const result = await answerOf(actions.preview({ id, text, replace }));
    setBusy(false);
    setLooked(result.ok ? { text, replace, preview: result.value } : null);
    if (!result.ok) setProblem(result.error.message);
  };

  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    setLooked(null);
    if (!file) return setProblem(null);
    if (file.size > LARGEST_FILE) return setProblem('The file is larger than 1 MB. Export fewer events.');
    await look(await file.text(), replace);
  };

  const switchReplace = (wanted: boolean) => {
    setReplace(wanted);
    if (looked) void look(looked.text, wanted);
  };

  const submit = async () => {
    if (!looked) {
      setProblem('Choose a calendar file.');
      return input.current?.focus();
    }
    setBusy(true);
    const result = await answerOf(
      actions.importFile({ id, version, text: looked.text, replace: looked.replace }),
    );
    setBusy(false);
    if (!result.ok) return setProblem(result.error.message);
    const { added, removed } = looked.preview;
    toast({
      message: `${name}: ${counted(added.length, 'entry', 'entries')} added, ${removed.length} removed.`,
      tone: 'good',
    });
    onClose();
  };

  const nothing = looked !== null && looked.preview.added.length + looked.preview.removed.length === 0;
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={`Import into ${name}`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" icon="upload_file" busy={busy} disabled={nothing} onClick={submit}>
            Import
          </Button>
        </>
      }
    >
      <Field
        label="Calendar file (.ics)"
        htmlFor={fileId}
        hint="Each event gives its days, at most 1 MB. What repeats is followed for ten years; what is over or cancelled is left out."
        error={problem}
        required
      >
        <input
          {...describedBy(fileId, 'hint', problem)}
          ref={input}
          type="file"
          name="file"
          accept=".ics,text/calendar"
          className="control"
          onChange={choose}
          data-autofocus=""
        />
      </Field>
      <Checkbox
        name="replace"
        label="Replace what the calendar holds now"
        checked={replace}
        onChange={switchReplace}
      />
      <div aria-live="polite">{looked && <ImportChanges preview={looked.preview} />}</div>
    </Dialog>
  );
}
