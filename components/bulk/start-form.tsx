'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/bulk/actions';
import { Failure } from '@/components/form/failure';
import { ReasonField } from '@/components/form/reason-field';
import { rememberReason } from '@/components/form/recent-reasons';
import { RecentReasons } from '@/components/form/recent-reasons-list';
import { useForm } from '@/components/form/use-form';
import { type PauseFieldsValue, pauseChoiceOf } from '@/components/schedules/pause-fields';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { useViewerZone } from '@/components/ui/viewer-clock';
import { BULK, type BulkAction, deletePhrase, schedulesText } from '@/lib/bulk/actions';
import { ParamFields, type ParamValues } from './param-fields';

type StartFormProps = {
  job: { id: string; action: BulkAction; rows: number };
  teams: readonly { id: string; name: string }[];
};

const EMPTY: ParamValues = {
  until: { kind: 'open', local: '' },
  teamId: '',
  owner: '',
  addTags: '',
  removeTags: '',
  confirm: '',
};

/** Those of every act; only what is shown counts. */
const FIELDS = ['until', 'teamId', 'owner', 'addTags', 'removeTags', 'reason', 'confirm'];

/** Asks for what the act needs and why, names the count in its button, and starts it. */
export function StartForm({ job: { id, action, rows }, teams }: StartFormProps) {
  const zone = useViewerZone() ?? 'UTC';
  const [values, setValues] = useState(EMPTY);
  const [reason, setReason] = useState('');
  const { busy, problems, failure, form } = useForm({
    fields: FIELDS,
    send: () => actions.start({ id, reason, ...paramsOf(action, values, zone) }),
    done: () => rememberReason(reason.trim()),
    leaves: true,
  });

  return (
    <form {...form} className="stack">
      <Failure>{failure}</Failure>
      <ParamFields
        action={action}
        values={values}
        onChange={setValues}
        zone={zone}
        teams={teams}
        problems={problems}
      />
      <ReasonField
        value={reason}
        onChange={setReason}
        error={problems.reason}
        hint="It is kept in the history of each for everybody to read."
      />
      <RecentReasons onChoose={setReason} />
      {action === 'delete' && (
        <TextField
          name="confirm"
          label="To confirm, type"
          hint={deletePhrase(rows)}
          value={values.confirm}
          onChange={(confirm) => setValues({ ...values, confirm })}
          error={problems.confirm}
          required
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <Button
        type="submit"
        variant={action === 'delete' ? 'danger' : 'primary'}
        busy={busy}
        disabled={rows === 0}
      >
        {BULK[action].verb} {schedulesText(rows)}
      </Button>
    </form>
  );
}

/** Only what the act takes: everything else would be refused. */
function paramsOf(action: BulkAction, values: ParamValues, zone: string): Record<string, unknown> {
  switch (action) {
    case 'pause':
      return { until: pauseChoiceOf(values.until satisfies PauseFieldsValue, zone) };
    case 'team':
      return values.teamId ? { teamId: values.teamId } : {};
    case 'owner':
      return { owner: values.owner };
    case 'tags':
      return { addTags: tagsOf(values.addTags), removeTags: tagsOf(values.removeTags) };
    case 'delete':
      return { confirm: values.confirm };
    default:
      return {};
  }
}

const tagsOf = (text: string): string[] =>
  text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
