'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/gates/actions';
import { Choices } from '@/components/bulk/choices';
import { productionIn } from '@/components/environments/prod-note';
import { FormDialog } from '@/components/form/form-dialog';
import { ReasonField } from '@/components/form/reason-field';
import { useForm } from '@/components/form/use-form';
import { ZoneField } from '@/components/schedules/form/zone-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { useViewerZone } from '@/components/ui/viewer-clock';
import type { GateRow } from '@/lib/gates/queries';
import { toWindowInput, type WindowEntries, windowProblems } from './window-entries';

const KINDS = [
  { value: 'once', label: 'Once' },
  { value: 'recurring', label: 'Again and again' },
] as const;

type Typed = Exclude<keyof WindowEntries, 'kind' | 'timeZone'>;

/** Plans maintenance of a gate: once by the viewer's clocks, or so long from each time of an expression in a zone. */
export function AddWindow({ gate, onClose }: { gate: GateRow; onClose: () => void }) {
  const toast = useToast();
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
  const change = (fields: Partial<WindowEntries>) => setEntries((before) => ({ ...before, ...fields }));
  const form = useForm({
    fields: ['from', 'until', 'expression', 'timeZone', 'minutes', 'reason'],
    within: 'window',
    check: () => windowProblems(entries, zone),
    send: () => actions.addWindow({ id: gate.id, ...toWindowInput(entries, zone) }),
    done: () => {
      toast({ message: 'The maintenance is planned.', tone: 'good' });
      onClose();
    },
  });
  const field = (name: Typed) => ({
    value: entries[name],
    onChange: (value: string) => change({ [name]: value }),
    error: form.problems[name],
  });
  const text = (name: Typed) => ({
    ...field(name),
    name,
    autoComplete: 'off',
    required: true,
  });
  return (
    <FormDialog
      title={`Plan maintenance of ${gate.name}`}
      act={{ label: 'Plan it', icon: 'add' }}
      use={form}
      production={productionIn({ name: gate.environmentName, production: gate.production })}
      intro={<p className="muted">Nothing passes meanwhile. Runs wait, and are sent once the gate opens.</p>}
      onClose={onClose}
    >
      <Choices legend="It comes" value={entries.kind} options={KINDS} onChange={(kind) => change({ kind })} />
      {entries.kind === 'once' ? (
        <div className="field-pair">
          <TextField
            {...text('from')}
            data-autofocus=""
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
              id={`${form.form.id}-zone`}
              name="timeZone"
              value={entries.timeZone}
              onChange={(timeZone) => change({ timeZone })}
              error={form.problems.timeZone}
            />
            <TextField {...text('minutes')} label="Minutes" inputMode="numeric" hint="So long each time." />
          </div>
        </>
      )}
      <ReasonField {...field('reason')} hint="It is shown while the gate is closed." />
    </FormDialog>
  );
}
