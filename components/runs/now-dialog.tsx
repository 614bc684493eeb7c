'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/runs/actions';
import { productionIn } from '@/components/environments/prod-note';
import { FormDialog } from '@/components/form/form-dialog';
import { ReasonField } from '@/components/form/reason-field';
import { rememberReason } from '@/components/form/recent-reasons';
import { requestId } from '@/components/form/request-id';
import { useForm } from '@/components/form/use-form';
import { Checkbox } from '@/components/ui/checkbox';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { useViewerZone } from '@/components/ui/viewer-clock';
import { runsText } from './run-looks';
import styles from './runs.module.css';
import { askedWhen, NO_TIME, WhenField } from './when-field';

export type NowTarget = {
  id: string;
  name: string;
  label: string;
  /** Masked; null where it has none. */
  input: string | null;
  /** Only EventBridge Scheduler can call it. */
  foreign: boolean;
};

export type NowSchedule = {
  id: string;
  name: string;
  direct: boolean;
  environment: { name: string; production: boolean };
  targets: readonly NowTarget[];
  mayChangeInput: boolean;
};

type NowDialogProps = {
  schedule: NowSchedule;
  /** Whether it is for an instant that somebody chooses. */
  later: boolean;
  onClose: () => void;
};

/** Asks which targets are to run, now or when, with which input, and why. */
export function NowDialog({ schedule, later, onClose }: NowDialogProps) {
  const { id, name, environment, targets, mayChangeInput } = schedule;
  const toast = useToast();
  const timeZone = useViewerZone() ?? 'UTC';
  const [request] = useState(requestId);
  const [chosen, setChosen] = useState(targets.flatMap((target) => (target.foreign ? [] : target.id)));
  const [inputs, setInputs] = useState<Record<string, string>>({});
  const [reason, setReason] = useState('');
  const [when, setWhen] = useState(NO_TIME);
  const form = useForm({
    fields: ['at.local', 'inSeconds', ...chosen.map(fieldOf), 'reason'],
    send: () => {
      const changed = Object.entries(inputs).filter(([target]) => chosen.includes(target));
      const asked = { id, requestId: request, targets: chosen, inputs: Object.fromEntries(changed), reason };
      return later ? actions.at({ ...asked, ...askedWhen(when, timeZone) }) : actions.now(asked);
    },
    done: ({ runs }) => {
      if (reason.trim()) rememberReason(reason.trim());
      toast({
        message: `${name}: ${runsText(runs.length)} ${later ? 'planned' : 'made, due now'}.`,
        tone: 'good',
      });
      onClose();
    },
  });
  const { problems } = form;
  const toggle = (target: string, on: boolean) =>
    setChosen(on ? [...chosen, target] : chosen.filter((one) => one !== target));

  return (
    <FormDialog
      title={later ? `Run ${name} at a time` : `Run ${name} now?`}
      act={{
        label: buttonText(chosen.length, later),
        icon: later ? 'event' : 'bolt',
        disabled: chosen.length === 0,
      }}
      cancel="Not now"
      use={form}
      production={productionIn(environment)}
      intro={<p className="muted">{consequence(schedule, later)}</p>}
      onClose={onClose}
    >
      {later && <WhenField zone={timeZone} when={when} onChange={setWhen} problems={problems} />}
      <fieldset className={styles.choices}>
        <legend>Targets</legend>
        {targets.map((target) => (
          <div key={target.id}>
            <Checkbox
              name={`target-${target.id}`}
              label={`${target.label} ${target.name}`}
              checked={chosen.includes(target.id)}
              disabled={target.foreign}
              onChange={(on) => toggle(target.id, on)}
            />
            {target.foreign && (
              <p className="muted small-text">
                Only EventBridge Scheduler can call it, so it can’t run by hand.
              </p>
            )}
          </div>
        ))}
      </fieldset>
      {mayChangeInput &&
        targets
          .filter((target) => chosen.includes(target.id))
          .map((target) => (
            <ChangedInput
              key={target.id}
              target={target}
              value={inputs[target.id]}
              problem={problems[fieldOf(target.id)]}
              onChange={(text) =>
                setInputs(({ [target.id]: _, ...others }) =>
                  text === undefined ? others : { ...others, [target.id]: text },
                )
              }
            />
          ))}
      <ReasonField value={reason} onChange={setReason} error={problems.reason} optional first={!later} />
    </FormDialog>
  );
}

/** The name of the input of one target. */
const fieldOf = (targetId: string) => `inputs.${targetId}`;

function buttonText(targets: number, later: boolean): string {
  if (later) return targets > 1 ? `Plan ${targets} runs` : 'Plan it';
  return targets > 1 ? `Run ${targets} targets` : 'Run it';
}

function consequence({ direct }: NowSchedule, later: boolean): string {
  const whose = direct
    ? 'Rota’s worker calls the target itself, in the role of the target: that role’s trust policy has to name the worker’s role. '
    : '';
  if (!later)
    return `${whose || 'It goes out at once, beside what the schedule does at its times. '}The slot is this instant; the schedule stays as it is.`;
  return `An extra run, beside what the schedule does at its times; the schedule stays as it is. It runs what the targets are then. If the schedule is off or frozen at that time, it follows “After a pause”: it is left out, unless the schedule makes up for such runs. ${whose}`;
}

type ChangedInputProps = {
  target: NowTarget;
  /** Undefined while it is the usual one. */
  value: string | undefined;
  problem: string | undefined;
  onChange: (text: string | undefined) => void;
};

/** Another input for this run alone. Masked fields keep their secrets. */
function ChangedInput({ target, value, problem, onChange }: ChangedInputProps) {
  return (
    <div className="stack">
      <Checkbox
        name={`change-${target.id}`}
        label={`Another input for ${target.name}, this once`}
        checked={value !== undefined}
        onChange={(on) => onChange(on ? (target.input ?? '{}') : undefined)}
      />
      {value !== undefined && (
        <TextField
          name={fieldOf(target.id)}
          label={`Input for ${target.name} (JSON)`}
          hint="Leave •••••••• where it stands to send the stored secret. What was sent is audited, secrets masked."
          value={value}
          onChange={onChange}
          error={problem}
          multiline
          rows={5}
          mono
        />
      )}
    </div>
  );
}
