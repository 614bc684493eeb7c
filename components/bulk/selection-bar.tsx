'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import * as actions from '@/app/(main)/bulk/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { SelectField } from '@/components/ui/select-field';
import { useToast } from '@/components/ui/toast';
import { may, type Role } from '@/lib/auth/roles';
import { BULK, BULK_ACTIONS, type BulkAction } from '@/lib/bulk/actions';
import type { Selection } from './use-selection';

const LABELS: Record<BulkAction, string> = {
  pause: 'Pause',
  resume: 'Resume',
  disable: 'Disable',
  enable: 'Enable',
  team: 'Change team',
  owner: 'Change owner',
  tags: 'Change tags',
  delete: 'Delete',
};

type SelectionBarProps = {
  selection: Selection;
  /** How many rows the page shows. */
  shown: number;
  /** How many match the filter, as text, as in `1,000+`. */
  matching: string;
  /** Whether more match than the page shows. */
  more: boolean;
  filter: Readonly<Record<string, string>>;
  role: Role;
};

/** What is selected, and what can be done to all of it: first a preview of what would be affected. */
export function SelectionBar({ selection, shown, matching, more, filter, role }: SelectionBarProps) {
  const router = useRouter();
  const toast = useToast();
  const [action, setAction] = useState<BulkAction>('pause');
  const [busy, setBusy] = useState(false);
  const { ids, all } = selection;
  const offered = BULK_ACTIONS.filter((name) => may(role, BULK[name].permission));

  const preview = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await answerOf(
      actions.prepare({ action, selection: all ? { by: 'filter', filter } : { by: 'ids', ids } }),
    );
    if (result.ok) return router.push(`/bulk/${result.value.id}`);
    setBusy(false);
    toast({ message: result.error.message, tone: 'bad' });
  };

  return (
    <form className={ids.length > 0 ? 'selection-bar is-open' : 'selection-bar'} onSubmit={preview}>
      <Checkbox
        name="page"
        label="Select all on this page"
        checked={shown > 0 && ids.length === shown}
        onChange={selection.page}
      />
      {ids.length > 0 && (
        <>
          <output className="selection-count">
            {all ? `All ${matching} that match are selected` : `${ids.length} selected`}
          </output>
          {more && !all && (
            <Button variant="text" small onClick={selection.everything}>
              Select all {matching} that match
            </Button>
          )}
          <Button variant="text" small onClick={selection.clear}>
            Clear
          </Button>
          <span className="selection-acts">
            <SelectField
              name="action"
              label={<span className="visually-hidden">What to do</span>}
              value={action}
              onChange={(value) => setAction(offered.find((name) => name === value) ?? 'pause')}
              options={offered.map((name) => ({ value: name, label: LABELS[name] }))}
            />
            <Button type="submit" variant="primary" busy={busy}>
              Preview
            </Button>
          </span>
        </>
      )}
    </form>
  );
}
