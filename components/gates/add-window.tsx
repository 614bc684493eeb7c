'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/gates/actions';
import { Choices } from '@/components/bulk/choices';
import { ProdNote } from '@/components/environments/prod-note';
import { answerOf } from '@/components/form/answer-of';
import { ZoneField } from '@/components/schedules/form/zone-field';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { useViewerZone } from '@/components/ui/viewer-clock';
import type { GateRow } from '@/lib/gates/queries';
import { problemsOf } from './problems';
import { toWindowInput, type WindowEntries } from './window-entries';

const KINDS = [
  { value: 'once', label: 'Once' },
  { value: 'recurring', label: 'Again and again' },
] as const;

const FIELDS = ['from', 'until', 'expression', 'timeZone', 'minutes', 'reason'];

/** Plans maintenance of a gate: once by the viewer's clocks, or so long from each time of an expression in a zone. */
export function AddWindow({ gate, onClose }: { gate: GateRow; onClose: () => void }) {
  const toast = useToast();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const zone = useViewerZone() ?? 'UTC';
  const [entries, setEntries] = useState<WindowEntries>({
    kind: 'once',
    from: '',
    until: '',
    expression: '',
    timeZone: zone,
    minutes: '60',
    reason: '',
  });
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const change = (fields: Partial<WindowEntries>) => setEntries((before) => ({ ...before, ...fields }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await answerOf(actions.addWindow({ id: gate.id, ...toWindowInput(entries, zone) }));
    setBusy(false);
    if (!result.ok) {
      const wrong = problemsOf(result.error, 'window', 'reason');
      setProblems(wrong);
      const first = FIELDS.find((field) => wrong[field]);
      return form.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
    }
    toast({ message: 'The maintenance is planned.', tone: 'good' });
    onClose();
  };

  const text = (name: Exclude<keyof WindowEntries, 'kind' | 'timeZone'>) => ({
    name,
    value: entries[name],
    onChange: (value: string) => change({ [name]: value }),
    error: problems[name],
    autoComplete: 'off',
    required: true,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Plan maintenance of ${gate.name}`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon="add" busy={busy}>
            Plan it
          </Button>
        </>
      }
    >
      <ProdNote environment={{ name: gate.environmentName, production: gate.production }} />
      <p className="muted">Nothing passes meanwhile. Runs wait, and are sent once the gate opens.</p>
      <form id={formId} ref={form} onSubmit={submit} noValidate className="stack">
        <Choices
          legend="It comes"
          value={entries.kind}
          options={KINDS}
          onChange={(kind) => change({ kind })}
        />
        {entries.kind === 'once' ? (
          <div className="field-pair">
            <TextField
              {...text('from')}
              label="From"
              type="datetime-local"
              hint={`By the clocks of ${zone.replaceAll('_', ' ')}.`}
            />
            <TextField {...text('until')} label="Until" type="datetime-local" />
          </div>
        ) : (
          <>
            <TextField
              {...text('expression')}
              label="Begins"
              placeholder="cron(0 2 ? * SUN *)"
              hint="A cron or a rate, as EventBridge Scheduler takes them."
              mono
            />
            <div className="field-pair">
              <ZoneField
                id={`${formId}-zone`}
                name="timeZone"
                value={entries.timeZone}
                onChange={(timeZone) => change({ timeZone })}
                error={problems.timeZone}
              />
              <TextField {...text('minutes')} label="Minutes" inputMode="numeric" hint="So long each time." />
            </div>
          </>
        )}
        <TextField {...text('reason')} label="Reason" hint="It is shown while the gate is closed." />
      </form>
    </Dialog>
  );
}
