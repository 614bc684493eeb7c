'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import { ProdNote } from '@/components/environments/prod-note';
import { REASON_MISSING, ReasonField } from '@/components/form/reason-field';
import { rememberReason } from '@/components/form/recent-reasons';
import { RecentReasons } from '@/components/form/recent-reasons-list';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { useViewerZone } from '@/components/ui/viewer-clock';
import type { PauseChoice } from '@/lib/schedules/pause-choice';
import { ACTS, type ActName } from './acts';
import { PauseFields, type PauseFieldsValue, pauseChoiceOf } from './pause-fields';
import type { ActedOn, ActProblem } from './use-act';

type ReasonDialogProps = {
  act: ActName;
  schedule: Pick<ActedOn, 'name' | 'environmentName' | 'production'>;
  busy: boolean;
  onClose: () => void;
  /** @returns what is wrong, or null */
  onConfirm: (reason: string, until?: PauseChoice) => Promise<ActProblem | null>;
};

/**
 * Asks why before an act on a schedule, and of a pause until when. The reason has the focus, the last ones are offered,
 * Enter confirms.
 */
export function ReasonDialog({ act: name, schedule, busy, onClose, onConfirm }: ReasonDialogProps) {
  const act = ACTS[name];
  const formId = useId();
  const zone = useViewerZone() ?? 'UTC';
  const form = useRef<HTMLFormElement>(null);
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState<PauseFieldsValue>({ kind: 'open', local: '' });
  const [problem, setProblem] = useState<ActProblem | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = reason.trim();
    const found =
      act.reasonNeeded && !given
        ? { reason: REASON_MISSING }
        : await onConfirm(given, name === 'pause' ? pauseChoiceOf(until, zone) : undefined);
    setProblem(found);
    if (found) return fieldOf(form.current, found)?.focus();
    if (given) rememberReason(given);
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`${act.label} ${schedule.name}?`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon={act.icon} busy={busy}>
            {act.label}
          </Button>
        </>
      }
    >
      <ProdNote environment={{ name: schedule.environmentName, production: schedule.production }} />
      <p className="muted">{act.consequence}</p>
      <form id={formId} ref={form} onSubmit={submit} noValidate className="stack">
        {name === 'pause' && (
          <PauseFields value={until} onChange={setUntil} zone={zone} error={problem?.until ?? null} />
        )}
        <ReasonField
          value={reason}
          onChange={setReason}
          error={problem?.reason}
          kept="history"
          optional={!act.reasonNeeded}
          first
        />
      </form>
      <RecentReasons onChoose={setReason} />
    </Dialog>
  );
}

const fieldOf = (form: HTMLFormElement | null, { until }: ActProblem) =>
  form?.querySelector<HTMLInputElement>(`[name=${until ? 'until' : 'reason'}]`);
