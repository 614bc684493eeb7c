'use client';

import * as actions from '@/app/(main)/teams/actions';
import { NameDialog } from '@/components/form/name-dialog';

type TeamDialogProps = { team: { id: string; name: string } | null; onClose: () => void };

/** Names a team: a new one, or one that exists. */
export function TeamDialog({ team, onClose }: TeamDialogProps) {
  if (!team)
    return (
      <NameDialog
        title="New team"
        act="Create the team"
        name=""
        send={(name) => actions.create({ name })}
        done={(name) => `Team ${name} is created.`}
        onClose={onClose}
      />
    );
  return (
    <NameDialog
      title={`Rename ${team.name}`}
      act="Rename"
      name={team.name}
      send={(name) => actions.rename({ id: team.id, name })}
      done={(name) => `The team is now called ${name}.`}
      onClose={onClose}
    />
  );
}
