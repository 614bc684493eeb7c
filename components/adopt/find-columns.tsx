import { RowCheck } from '@/components/bulk/row-check';
import type { Selection } from '@/components/bulk/use-selection';
import { Chip } from '@/components/ui/chip';
import type { Column } from '@/components/ui/data-table';
import { Icon } from '@/components/ui/icon';
import type { FindView, TargetView } from '@/lib/adopt/views';
import { Verdict } from './verdict';

export const mayTake = ({ standing }: Pick<FindView, 'standing'>) =>
  standing === 'ready' || standing === 'needs-role';

export const KIND_TEXT: Record<FindView['kind'], string> = {
  schedule: 'EventBridge Scheduler',
  rule: 'EventBridge rule',
};

/** The columns of what was found; what can't be taken over has no box to tick. */
export function findColumns(selection: Selection): Column<FindView>[] {
  return [
    {
      id: 'select',
      header: 'Select',
      hideHeader: true,
      className: 'col-select',
      cell: (find) => mayTake(find) && <RowCheck id={find.arn} name={find.name} selection={selection} />,
    },
    {
      id: 'name',
      header: 'Name',
      className: 'col-name',
      cardTitle: true,
      cell: ({ name, kind, group, tags }) => (
        <>
          <strong>{name}</strong>
          <span className="name-notes muted">
            {KIND_TEXT[kind]}
            {kind === 'schedule' && `, group ${group}`}
            {tags.length > 0 && `, ${tags.join(', ')}`}
          </span>
        </>
      ),
    },
    {
      id: 'when',
      header: 'When',
      cell: ({ when, expression }) => (
        <>
          {when}
          <span className="name-notes muted mono">{expression}</span>
        </>
      ),
    },
    { id: 'targets', header: 'Runs', cell: ({ targets }) => <Targets targets={targets} /> },
    {
      id: 'state',
      header: 'In AWS',
      cell: ({ enabled }) => (
        <Chip tone={enabled ? 'good' : 'neutral'}>{enabled ? 'Enabled' : 'Disabled'}</Chip>
      ),
    },
    { id: 'verdict', header: 'Verdict', cell: (find) => <Verdict find={find} /> },
  ];
}

/** What runs, by kind and name. */
export function Targets({ targets }: { targets: readonly TargetView[] }) {
  if (targets.length === 0) return <span className="muted">nothing</span>;
  return (
    <ul className="found-targets">
      {targets.map(({ kind, icon, name }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: targets have no other key, and their order does not change
        <li key={index}>
          <Icon name={icon} />
          <span>
            <span className="visually-hidden">{kind} </span>
            {name}
          </span>
        </li>
      ))}
    </ul>
  );
}
