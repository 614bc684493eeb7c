'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import * as actions from '@/app/(main)/gates/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { type Act, Acts } from '@/components/form/act-button';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { told } from '@/components/form/told';
import { Button, ButtonLink } from '@/components/ui/button';
import type { GateRow } from '@/lib/gates/queries';

/** What the viewer may do with a gate. */
export type GateRights = { close: boolean; open: boolean; change: boolean; remove: boolean };

/** What can be done with a gate, each but its change behind a dialog. */
export function GateActs({ gate, may }: { gate: GateRow; may: GateRights }) {
  const [deleting, setDeleting] = useState(false);
  const closed = gate.closedBy === 'hand';
  return (
    <>
      <Acts
        acts={{
          close: !closed && may.close && closeAct(gate),
          open: closed && may.open && openAct(gate),
        }}
      />
      {may.change && (
        <ButtonLink href={`/gates/${gate.id}/edit`} icon="edit">
          Edit
        </ButtonLink>
      )}
      {may.remove && (
        <Button icon="delete" aria-haspopup="dialog" onClick={() => setDeleting(true)}>
          Delete
        </Button>
      )}
      {deleting && <DeleteDialog gate={gate} onClose={() => setDeleting(false)} />}
    </>
  );
}

const productionOf = ({ production, environmentName }: GateRow) => (production ? [environmentName] : []);

const closeAct = (gate: GateRow): Act => ({
  label: 'Close',
  confirm: 'Close the gate',
  icon: 'block',
  title: `Close ${gate.name}?`,
  consequence: 'Nothing passes until somebody opens it. Runs wait meanwhile; what was sent goes on.',
  reasonNeeded: true,
  production: productionOf(gate),
  run: (reason) => told(actions.close({ id: gate.id, reason }), `${gate.name} is closed.`),
});

const openAct = (gate: GateRow): Act => ({
  label: 'Open',
  confirm: 'Open the gate',
  icon: 'lock_open',
  variant: 'primary',
  title: `Open ${gate.name}?`,
  consequence: `What waits is sent then. ${
    gate.rampSeconds > 0 ? 'It starts slowly.' : 'It has no slow start.'
  } A maintenance window or its circuit may keep it closed all the same.`,
  reasonNeeded: false,
  production: productionOf(gate),
  run: (reason) => told(actions.open({ id: gate.id, reason }), `${gate.name} is opened.`),
});

function DeleteDialog({ gate, onClose }: { gate: GateRow; onClose: () => void }) {
  const router = useRouter();
  const { id, name, version, environmentName, production } = gate;
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      act={{ label: 'Delete the gate', icon: 'delete' }}
      onConfirm={() => actions.remove({ id, version })}
      done={`${name} is deleted.`}
      onDone={() => router.push('/gates')}
      onClose={onClose}
    >
      <ProdNote environment={{ name: environmentName, production }} />
      <p>Its maintenance windows and rules go with it. While targets stand behind it, it can’t be deleted.</p>
    </ConfirmDialog>
  );
}
