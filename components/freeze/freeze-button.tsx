'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/freeze/actions';
import { answerOf } from '@/components/form/answer-of';
import { rememberReason } from '@/components/form/recent-reasons';
import { RecentReasons } from '@/components/form/recent-reasons-list';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { Dialog } from '@/components/ui/dialog';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { schedulesText } from '@/lib/bulk/actions';
import type { FreezeChoice } from '@/lib/freeze/queries';
import { scopeText } from './scope-text';

/** Freezes what is chosen, after a reason. */
export function FreezeButton({ choices }: { choices: readonly FreezeChoice[] }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="danger" icon="ac_unit" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Freeze
      </Button>
      {open && <FreezeDialog choices={choices} onClose={() => setOpen(false)} />}
    </>
  );
}

const keyOf = ({ scope, id }: Pick<FreezeChoice, 'scope' | 'id'>) => `${scope}:${id}`;

function inputOf({ scope, id }: FreezeChoice, reason: string) {
  if (scope === 'team') return { scope, teamId: id, reason };
  return scope === 'environment' ? { scope, environmentId: id, reason } : { scope, reason };
}

function FreezeDialog({ choices, onClose }: { choices: readonly FreezeChoice[]; onClose: () => void }) {
  const toast = useToast();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [chosen, setChosen] = useState('');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<{ what?: string; reason?: string }>({});
  const choice = choices.find((one) => keyOf(one) === chosen);

  const refuse = (found: typeof problems) => {
    setProblems(found);
    form.current?.querySelector<HTMLElement>(`[name=${found.what ? 'what' : 'reason'}]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!choice) return refuse({ what: 'Choose what to freeze.' });
    if (!reason.trim()) return refuse({ reason: "The reason can't be empty." });
    setBusy(true);
    const result = await answerOf(actions.start(inputOf(choice, reason.trim())));
    setBusy(false);
    if (!result.ok) return refuse({ reason: result.error.message });
    rememberReason(reason.trim());
    toast({
      message: `${scopeText(choice)}: frozen. AWS switches off ${schedulesText(result.value.schedules)}.`,
      tone: 'good',
    });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Freeze"
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="danger" icon="ac_unit" busy={busy}>
            {choice ? `Freeze ${schedulesText(choice.schedules)}` : 'Freeze'}
          </Button>
        </>
      }
    >
      <p className="muted">
        Nothing of it runs until the freeze is lifted, and runs that fall into it are not made up for. What
        runs already is not stopped. What is new meanwhile is frozen too.
      </p>
      {choice && choice.production > 0 && (
        <p>
          <Chip tone="bad">PROD</Chip> {schedulesText(choice.production)} of it in production.
        </p>
      )}
      <form id={formId} ref={form} onSubmit={submit} noValidate className="stack">
        <SelectField
          name="what"
          label="What"
          value={chosen}
          onChange={setChosen}
          error={problems.what}
          required
          data-autofocus=""
          options={[
            { value: '', label: 'Choose' },
            ...choices.map((one) => ({
              value: keyOf(one),
              label: `${scopeText(one)} (${one.schedules.toLocaleString('en')} on)`,
            })),
          ]}
        />
        <TextField
          name="reason"
          label="Reason"
          hint="It is shown at the top of every page."
          value={reason}
          onChange={setReason}
          error={problems.reason}
          required
          autoComplete="off"
        />
      </form>
      <RecentReasons onChoose={setReason} />
    </Dialog>
  );
}
