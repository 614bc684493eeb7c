'use client';

import { type ReactNode, useMemo, useState } from 'react';
import * as actions from '@/app/(main)/adopt/actions';
import { useSelection } from '@/components/bulk/use-selection';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { DataTable } from '@/components/ui/data-table';
import { useToast } from '@/components/ui/toast';
import type { FindView } from '@/lib/adopt/views';
import { adoptHref, type FindValues } from './adopt-href';
import { findColumns, mayTake } from './find-columns';
import { Review } from './review';

type WorkbenchProps = {
  rows: readonly FindView[];
  values: FindValues;
  environment: { id: string; name: string; production: boolean };
  /** How many match, as text. */
  matching: string;
  more: boolean;
  teams: readonly { id: string; name: string }[];
  owner: string;
  roleExample: string;
  filters: ReactNode;
  pages: ReactNode;
};

/** The list of what was found, and the review of what is chosen of it. */
export function Workbench({ filters, pages, ...props }: WorkbenchProps) {
  const [chosen, setChosen] = useState<string[] | null>(null);
  if (chosen)
    return (
      <Review
        arns={chosen}
        environment={props.environment}
        teams={props.teams}
        owner={props.owner}
        roleExample={props.roleExample}
        onBack={() => setChosen(null)}
      />
    );
  return (
    <>
      {filters}
      {props.rows.length > 0 && <FindList {...props} onChoose={setChosen} />}
      {pages}
    </>
  );
}

type FindListProps = Pick<WorkbenchProps, 'rows' | 'values' | 'matching' | 'more'> & {
  onChoose: (arns: string[]) => void;
};

function FindList({ rows, values, matching, more, onChoose }: FindListProps) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const possible = useMemo(() => rows.filter(mayTake).map(({ arn }) => arn), [rows]);
  const selection = useSelection(adoptHref(values), possible);
  const columns = findColumns(selection);
  const { ids, all } = selection;

  const review = async () => {
    if (!all) return onChoose([...ids]);
    setBusy(true);
    const result = await answerOf(actions.chooseAll(values));
    setBusy(false);
    if (result.ok) onChoose(result.value);
    else toast({ message: result.error.message, tone: 'bad' });
  };

  return (
    <div className="selectable">
      <div className={ids.length > 0 ? 'selection-bar is-open' : 'selection-bar'}>
        <Checkbox
          name="page"
          label="Select all on this page"
          checked={possible.length > 0 && ids.length === possible.length}
          disabled={possible.length === 0}
          onChange={selection.page}
        />
        {ids.length > 0 && (
          <>
            <output className="selection-count">
              {all ? `All of the ${matching} that can be taken over` : `${ids.length} selected`}
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
              <Button variant="primary" busy={busy} onClick={review}>
                Review
              </Button>
            </span>
          </>
        )}
      </div>
      <div className="table-frame">
        <DataTable
          caption="Found in AWS"
          className="schedule-table"
          columns={columns}
          rows={rows}
          rowId={({ arn }) => arn}
        />
      </div>
    </div>
  );
}
