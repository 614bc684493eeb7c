'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import * as actions from '@/app/(main)/notifications/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button, ButtonLink } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import type { ChannelDetail } from '@/lib/notifications/queries';
import { DeleteDialog } from './delete-dialog';

/** What can be done with a channel: tested, changed, switched off and on, deleted. */
export function ChannelActs({ channel }: { channel: ChannelDetail }) {
  const { id, name, version, enabled, mayTest, mayChange, mayDelete } = channel;
  const router = useRouter();
  const toast = useToast();
  const [busy, setBusy] = useState<'test' | 'switch' | null>(null);
  const [deleting, setDeleting] = useState(false);

  const test = async () => {
    setBusy('test');
    const result = await answerOf(actions.test({ id }));
    setBusy(null);
    if (!result.ok) return toast({ message: result.error.message, tone: 'bad' });
    const { ok, message } = result.value;
    toast(
      ok
        ? { message: `The test was received. ${message}`, tone: 'good' }
        : { message: `The test was not received. ${message}`, tone: 'bad' },
    );
  };

  const switchTo = async () => {
    setBusy('switch');
    const result = await answerOf(actions.switchTo({ id, version, enabled: !enabled }));
    setBusy(null);
    if (!result.ok) return toast({ message: result.error.message, tone: 'bad' });
    toast({ message: `${name} is ${enabled ? 'off' : 'on'}.`, tone: 'good' });
    router.refresh();
  };

  return (
    <>
      {mayTest && (
        <Button icon="send" busy={busy === 'test'} onClick={test}>
          Send a test
        </Button>
      )}
      {mayChange && (
        <>
          <ButtonLink href={`/notifications/${id}/edit`} icon="edit">
            Change
          </ButtonLink>
          <Button
            icon={enabled ? 'notifications_off' : 'notifications'}
            busy={busy === 'switch'}
            onClick={switchTo}
          >
            {enabled ? 'Switch off' : 'Switch on'}
          </Button>
        </>
      )}
      {mayDelete && (
        <Button icon="delete" aria-haspopup="dialog" onClick={() => setDeleting(true)}>
          Delete
        </Button>
      )}
      {deleting && <DeleteDialog channel={channel} onClose={() => setDeleting(false)} />}
    </>
  );
}
