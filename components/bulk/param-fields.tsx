'use client';

import { PauseFields, type PauseFieldsValue } from '@/components/schedules/pause-fields';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import type { BulkAction } from '@/lib/bulk/actions';

/** What the acts take, as the fields hold it; tags are parted by commas. */
export type ParamValues = {
  until: PauseFieldsValue;
  teamId: string;
  owner: string;
  addTags: string;
  removeTags: string;
  confirm: string;
};

type ParamFieldsProps = {
  action: BulkAction;
  values: ParamValues;
  onChange: (values: ParamValues) => void;
  zone: string;
  teams: readonly { id: string; name: string }[];
  problems: Readonly<Record<string, string>>;
};

/** The fields of one act; nothing where it needs none. */
export function ParamFields({ action, values, onChange, zone, teams, problems }: ParamFieldsProps) {
  const set = (change: Partial<ParamValues>) => onChange({ ...values, ...change });
  switch (action) {
    case 'pause':
      return (
        <PauseFields
          value={values.until}
          onChange={(until) => set({ until })}
          zone={zone}
          error={problems.until ?? null}
        />
      );
    case 'team':
      return (
        <SelectField
          name="teamId"
          label="New team"
          value={values.teamId}
          onChange={(teamId) => set({ teamId })}
          options={[
            { value: '', label: 'Choose' },
            ...teams.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          error={problems.teamId}
          required
        />
      );
    case 'owner':
      return (
        <TextField
          name="owner"
          label="New owner"
          value={values.owner}
          onChange={(owner) => set({ owner })}
          error={problems.owner}
          required
          autoComplete="off"
        />
      );
    case 'tags':
      return (
        <>
          <TextField
            name="addTags"
            label="Tags to add"
            hint="Several are parted by commas."
            value={values.addTags}
            onChange={(addTags) => set({ addTags })}
            error={problems.addTags}
            autoComplete="off"
          />
          <TextField
            name="removeTags"
            label="Tags to remove"
            value={values.removeTags}
            onChange={(removeTags) => set({ removeTags })}
            error={problems.removeTags}
            autoComplete="off"
          />
        </>
      );
    default:
      return null;
  }
}
