'use client';

import { useRouter } from 'next/navigation';
import * as actions from '@/app/(main)/bulk/actions';
import { ActButton } from '@/components/form/act-button';
import { told } from '@/components/form/told';
import { schedulesText } from '@/lib/bulk/actions';

type Undone = { id: string; done: number; production: readonly string[] };

/** Brings back what a job changed, as a job of its own. */
export function UndoButton({ job: { id, done, production } }: { job: Undone }) {
  const router = useRouter();
  return (
    <ActButton
      act={{
        label: 'Undo',
        confirm: `Undo for ${schedulesText(done)}`,
        icon: 'undo',
        title: 'Undo this?',
        consequence:
          'Each is brought back to what it was before. What somebody changed since is left as it is, and listed.',
        reasonNeeded: true,
        kept: 'history',
        production,
        run: (reason) =>
          told(actions.undo({ id, reason }), (undo) => {
            router.push(`/bulk/${undo.id}`);
            return `The undo for ${schedulesText(done)} has begun.`;
          }),
      }}
    />
  );
}
