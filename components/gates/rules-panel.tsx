'use client';

import Link from 'next/link';
import { useMemo, useState } from 'react';
import * as actions from '@/app/(main)/gates/actions';
import { type Act, ActDialog } from '@/components/form/act-button';
import { told } from '@/components/form/told';
import { actsColumn } from '@/components/ui/acts-column';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import type { RuleRow } from '@/lib/gates/rule-queries';
import { AddRule, type RuleChoices } from './add-rule';
import { kindText } from './gate-text';
import styles from './gates.module.css';

type RulesPanelProps = {
  rules: readonly RuleRow[];
  /** For which gates rules can be made, and for which teams; no gate for whoever may make none. */
  choices: RuleChoices;
  /** Whether all rules are of one gate, which the page names. */
  ofOne?: boolean;
};

/** Which targets must stand behind a gate, with the ways to require that and to stop requiring it. */
export function RulesPanel({ rules, choices, ofOne = false }: RulesPanelProps) {
  const [open, setOpen] = useState<'add' | RuleRow | null>(null);
  const close = () => setOpen(null);
  const columns = useMemo(
    () =>
      columnsFor({ ofOne, removable: choices.gates.map(({ id }) => id), remove: (rule) => setOpen(rule) }),
    [ofOne, choices],
  );
  return (
    <Panel
      title="Rules"
      aside={
        choices.gates.length > 0 && (
          <Button small icon="add" aria-haspopup="dialog" onClick={() => setOpen('add')}>
            Require {ofOne ? 'this gate' : 'a gate'}
          </Button>
        )
      }
    >
      {rules.length === 0 ? (
        <p className="muted">
          No rule requires {ofOne ? 'this gate' : 'a gate'}. With one, new targets that fit a pattern must
          stand behind it.
        </p>
      ) : (
        <div className="table-frame">
          <DataTable caption="Rules" columns={columns} rows={rules} rowId={({ id }) => id} />
        </div>
      )}
      {open === 'add' && <AddRule choices={choices} onClose={close} />}
      {open !== null && open !== 'add' && <ActDialog act={removeAct(open)} onClose={close} />}
    </Panel>
  );
}

const removeAct = ({ id, pattern, gateName, environmentName, production }: RuleRow): Act => ({
  label: 'Remove the rule',
  icon: 'delete_outline',
  variant: 'danger',
  title: `Require ${gateName} no more?`,
  consequence: `Targets that fit ${pattern} may then stand behind another gate, or none. What stands behind it stays there.`,
  reasonNeeded: true,
  production: production ? [environmentName] : [],
  run: (reason) => told(actions.removeRule({ ruleId: id, reason }), `${gateName} is required no more.`),
});

type ColumnsOf = { ofOne: boolean; removable: readonly string[]; remove: (rule: RuleRow) => void };

function columnsFor({ ofOne, removable, remove }: ColumnsOf): Column<RuleRow>[] {
  const gate: Column<RuleRow> = {
    id: 'gate',
    header: 'Gate',
    cell: ({ gateId, gateName, environmentName, production }) => (
      <>
        <Link href={`/gates/${gateId}`}>{gateName}</Link> <span className="muted">{environmentName}</span>{' '}
        {production && <Chip tone="bad">PROD</Chip>}
      </>
    ),
  };
  const acts = actsColumn<RuleRow>(
    (rule) =>
      removable.includes(rule.gateId) && (
        <Button small icon="delete_outline" aria-haspopup="dialog" onClick={() => remove(rule)}>
          Remove
          <span className="visually-hidden">
            {' '}
            {rule.pattern}: {rule.teamName ?? 'all teams'}
          </span>
        </Button>
      ),
  );
  return [
    {
      id: 'pattern',
      header: 'Targets',
      className: 'col-name',
      cardTitle: true,
      cell: ({ pattern }) => <span className={`mono ${styles.pattern}`}>{pattern}</span>,
    },
    { id: 'kind', header: 'Kind', cell: ({ kind }) => kindText(kind) },
    { id: 'team', header: 'Team', cell: ({ teamName }) => teamName ?? 'All teams' },
    ...(ofOne ? [] : [gate]),
    ...(removable.length > 0 ? [acts] : []),
  ];
}
