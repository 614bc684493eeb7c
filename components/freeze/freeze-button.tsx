'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/freeze/actions';
import { FormDialog } from '@/components/form/form-dialog';
import { REASON_MISSING, ReasonField } from '@/components/form/reason-field';
import { rememberReason } from '@/components/form/recent-reasons';
import { RecentReasons } from '@/components/form/recent-reasons-list';
import { useForm } from '@/components/form/use-form';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { SelectField } from '@/components/ui/select-field';
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
  const [chosen, setChosen] = useState('');
  const [reason, setReason] = useState('');
  const given = reason.trim();
  const choice = choices.find((one) => keyOf(one) === chosen);
  const what = choice ? scopeText(choice) : '';
  const form = useForm({
    fields: ['what', 'reason'],
    check: () => ({
      ...(!choice && { what: 'Choose what to freeze.' }),
      ...(!given && { reason: REASON_MISSING }),
    }),
    send: () => actions.start(choice && inputOf(choice, given)),
    done: ({ schedules }) => {
      rememberReason(given);
      toast({
        message: `${what}: frozen. AWS switches off ${schedulesText(schedules)}.`,
        tone: 'good',
      });
      onClose();
    },
  });
  return (
    <FormDialog
      title="Freeze"
      act={{
        label: choice ? `Freeze ${schedulesText(choice.schedules)}` : 'Freeze',
        icon: 'ac_unit',
        variant: 'danger',
      }}
      use={form}
      production={[]}
      intro={
        <>
          <p className="muted">
            Nothing of it runs until the freeze is lifted, and runs that fall into it are not made up for.
            What runs already is not stopped. What is new meanwhile is frozen too.
          </p>
          {choice && choice.production > 0 && (
            <p>
              <Chip tone="bad">PROD</Chip> {schedulesText(choice.production)} of it in production.
            </p>
          )}
        </>
      }
      after={<RecentReasons onChoose={setReason} />}
      onClose={onClose}
    >
      <SelectField
        name="what"
        label="What"
        value={chosen}
        onChange={setChosen}
        error={form.problems.what}
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
      <ReasonField
        value={reason}
        onChange={setReason}
        error={form.problems.reason}
        hint="It is shown at the top of every page."
      />
    </FormDialog>
  );
}
