'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import { ProdNote } from '@/components/environments/prod-note';
import { ReasonField } from '@/components/form/reason-field';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { schedulesText } from '@/lib/bulk/actions';
import type { Decision } from './decide-act';
import type { Undecided, useDecideMany } from './use-decide-many';

/** Where schedules are that only AWS knows, and the teams that they can be given to. */
export type LostIn = {
  environmentId: string;
  teams: readonly { id: string; name: string }[];
};

type DecideManyDialogProps = {
  decision: Decision;
  label: string;
  rows: readonly Undecided[];
  many: ReturnType<typeof useDecideMany>;
  lostIn: LostIn | undefined;
  onClose: () => void;
};

/** Asks why before a decision on many, and shows how far it is. */
export function DecideManyDialog({ decision, label, rows, many, lostIn, onClose }: DecideManyDialogProps) {
  // What was ticked as it opened: what is done leaves the list meanwhile.
  const [chosen] = useState(rows);
  const toast = useToast();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [reason, setReason] = useState('');
  const [teamId, setTeamId] = useState('');
  const [owner, setOwner] = useState('');
  const [problems, setProblems] = useState<Record<string, string>>({});
  const lost = chosen.filter((row) => row.lost).length;
  const places = new Map(chosen.map(({ environment }) => [environment.name, environment]));
  const busy = many.done !== null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const environmentId = lostIn?.environmentId ?? '';
    const fields = lost > 0 ? { lost: { environmentId, teamId, owner } } : {};
    const answer = await many.decide(chosen, { decision, reason, ...fields });
    if (typeof answer !== 'number') {
      const found = answer.fields.map(({ path, message }) => [path.split('.').at(-1), message]);
      setProblems(found.length > 0 ? Object.fromEntries(found) : { all: answer.message });
      const first = found[0]?.[0];
      if (first) form.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
      return;
    }
    toast({ message: outcomeText(chosen.length - answer, answer), tone: answer > 0 ? 'bad' : 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={() => !busy && onClose()}
      title={`${label}?`}
      footer={
        <>
          <Button variant="text" onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" busy={busy}>
            {label}: {chosen.length}
          </Button>
        </>
      }
    >
      {[...places.values()].map((environment) => (
        <ProdNote key={environment.name} environment={environment} />
      ))}
      {problems.all && (
        <p className="banner tone-bad" role="alert">
          {problems.all}
        </p>
      )}
      <Consequence decision={decision} known={chosen.length - lost} lost={lost} />
      <form id={formId} ref={form} onSubmit={submit} noValidate className="stack">
        <ReasonField
          value={reason}
          onChange={setReason}
          error={problems.reason}
          hint="It is kept in the history of each for everybody to read."
          first
        />
        {lost > 0 && (
          <>
            <SelectField
              name="teamId"
              label="Team of those that only AWS knows"
              value={teamId}
              onChange={setTeamId}
              options={[
                { value: '', label: 'Choose a team' },
                ...(lostIn?.teams ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
              error={problems.teamId}
              required
            />
            <TextField
              name="owner"
              label="Owner of those that only AWS knows"
              value={owner}
              onChange={setOwner}
              error={problems.owner}
              required
              autoComplete="off"
            />
          </>
        )}
      </form>
      {busy && (
        <div className="how-far" aria-live="polite">
          <progress max={chosen.length} value={many.done ?? 0} aria-label="Schedules decided" />
          <p>
            {many.done} of {chosen.length}. Stay on this page until it is done.
          </p>
        </div>
      )}
    </Dialog>
  );
}

function outcomeText(decided: number, failed: number): string {
  if (failed === 0) return `${schedulesText(decided)} decided.`;
  const why = failed === 1 ? 'its row says why' : 'their rows say why';
  return `${decided === 0 ? 'Nothing' : schedulesText(decided)} decided, ${failed} failed: ${why}.`;
}

function Consequence({ decision, known, lost }: { decision: Decision; known: number; lost: number }) {
  const texts =
    decision === 'accept'
      ? [
          known > 0 &&
            'Rota takes over what AWS has, as a new version of each. What is switched off there is paused here; what is gone there is deleted here as well, and its history stays.',
          lost > 0 &&
            (lost === 1
              ? '1 schedule that only AWS knows comes back under its old id.'
              : `${schedulesText(lost)} that only AWS knows come back under their old ids.`),
        ]
      : [
          known > 0 &&
            'Rota writes over what AWS has. What somebody changed or switched off there is undone, so it may run again.',
          lost > 0 &&
            `${schedulesText(lost)} that only AWS knows ${lost === 1 ? 'is' : 'are'} removed from AWS.`,
        ];
  return texts.map(
    (text) =>
      text && (
        <p key={text} className="muted">
          {text}
        </p>
      ),
  );
}
