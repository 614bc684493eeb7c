'use client';

import * as actions from '@/app/(main)/schedules/actions';
import { productionIn } from '@/components/environments/prod-note';
import { ActButton } from '@/components/form/act-button';
import { told } from '@/components/form/told';
import { syncSentence } from '@/components/schedules/sync-sentence';
import type { ActionError } from '@/lib/action';
import { problemLabel } from './versions-problem';

export type Restorable = {
  id: string;
  name: string;
  /** The present one: a restore that was meant for an older one is refused. */
  generation: number;
  deleted: boolean;
  environment: { name: string; production: boolean };
};

/** Brings a version of a schedule back as a new one. */
export function RestoreButton({ schedule, version }: { schedule: Restorable; version: number }) {
  const { id, name, generation, deleted, environment } = schedule;
  return (
    <ActButton
      small
      of={`version ${version}`}
      act={{
        label: 'Restore',
        icon: 'restore',
        title: `Restore version ${version} of ${name}?`,
        consequence: `Its content becomes a new version. ${
          deleted ? 'The schedule comes back paused.' : 'On, paused or off stays as it is.'
        } Secret fields keep the values that they have now: the history holds none. A gate that was deleted since is left out.`,
        reasonNeeded: true,
        kept: 'history',
        production: productionIn(environment),
        run: (reason) =>
          told(
            actions.restore({ id, version, generation, reason }),
            ({ sync }) =>
              `Version ${version} of ${name} is back${deleted ? ', paused' : ''}. ${syncSentence(sync)}`,
          ),
        refusal: (error) => <Refusal error={error} />,
      }}
    />
  );
}

function Refusal({ error: { message, fields } }: { error: ActionError }) {
  if (fields.length === 0) return message;
  return (
    <ul>
      {fields.map((field) => (
        <li key={field.path}>
          <strong>{problemLabel(field.path)}: </strong>
          {field.message}
        </li>
      ))}
    </ul>
  );
}
