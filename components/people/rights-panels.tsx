'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/people/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import { useToast } from '@/components/ui/toast';
import type { Asked } from '@/lib/people/ask';
import type { PersonDetail } from '@/lib/people/person';
import { GivenTable } from './given-table';
import { type Places, Question } from './question';

type RightsPanelsProps = {
  person: Pick<PersonDetail, 'id' | 'given' | 'checkedAt'>;
  places: Places;
};

/** What somebody may by now, or by what the directory says of them now; and the answer to a question about it. */
export function RightsPanels({ person: { id, given, checkedAt }, places }: RightsPanelsProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const shown = asked?.given ?? given;
  return (
    <>
      <Panel title="What they may, and why" aside={<AskButton userId={id} onAnswer={setAsked} />}>
        <div className="stack">
          <div role="status">
            {asked ? <Answered asked={asked} /> : <Known given={given} checkedAt={checkedAt} />}
          </div>
          {shown && shown.length > 0 && <GivenTable given={shown} />}
        </div>
      </Panel>
      {shown && (
        <Panel title="May they?">
          <Question given={shown} places={places} />
        </Panel>
      )}
    </>
  );
}

function Known({ given, checkedAt }: Pick<PersonDetail, 'given' | 'checkedAt'>) {
  if (!given)
    return (
      <p>
        Not signed in: Rota keeps nobody’s groups beyond their session, and asks the directory at the next
        sign-in.
      </p>
    );
  return (
    <p className="muted">
      By the grants as they are now, and by their groups as the directory named them <Time at={checkedAt} />.
      {given.length === 0 && ' Nothing is left: they are out at their next step.'}
    </p>
  );
}

function Answered({ asked: { account, given, at } }: { asked: Asked }) {
  return (
    <p>
      {ACCOUNTS[account]}
      {account === 'active' && given.length === 0 && ' None of their groups has a role: they can’t sign in.'}{' '}
      <span className="muted">
        As the directory answered <Time at={at} />.
      </span>
    </p>
  );
}

const ACCOUNTS: Readonly<Record<Asked['account'], string>> = {
  active: 'What they would have at their next sign-in.',
  disabled: 'The account is disabled or has expired: they can’t sign in, whatever their groups give.',
  gone: 'The directory has this account no more: they can’t sign in.',
};

function AskButton({ userId, onAnswer }: { userId: string; onAnswer: (asked: Asked) => void }) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    const result = await answerOf(actions.ask({ userId }));
    setBusy(false);
    if (!result.ok) return toast({ message: result.error.message, tone: 'bad' });
    const { problem, asked } = result.value;
    if (problem !== null) return toast({ message: problem, tone: 'bad' });
    onAnswer(asked);
  };
  return (
    <Button small icon="lan" busy={busy} onClick={ask}>
      Ask the directory now
    </Button>
  );
}
