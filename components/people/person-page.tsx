import { Facts } from '@/components/ui/facts';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { PersonDetail } from '@/lib/people/person';
import { EndSessionsButton } from './end-sessions-button';
import type { Places } from './question';
import { RightsPanels } from './rights-panels';
import { SessionTable } from './session-table';
import { SignInTable } from './sign-in-table';

/** A person: what they may and why, where they are signed in, and how their last sign-ins went. */
export function PersonPage({ person, places }: { person: PersonDetail; places: Places }) {
  const { id, name, accountName, mail, createdAt, lastSignInAt, sessions, signIns } = person;
  return (
    <>
      <PageHeader
        title={name}
        actions={
          sessions.length > 0 && <EndSessionsButton person={{ id, name, sessions: sessions.length }} />
        }
      />
      <Facts
        facts={[
          { label: 'Account', value: accountName },
          mail ? { label: 'Mail', value: mail } : null,
          { label: 'objectGUID', value: id, mono: true },
          { label: 'First sign-in', value: <RelativeTime at={createdAt} /> },
          lastSignInAt ? { label: 'Last sign-in', value: <RelativeTime at={lastSignInAt} /> } : null,
        ]}
      />
      <div className="stack">
        <RightsPanels person={person} places={places} />
        <Panel title="Open sessions">
          {sessions.length > 0 ? <SessionTable sessions={sessions} /> : <p className="muted">None.</p>}
        </Panel>
        <Panel title="Last sign-ins">
          <p className="muted">
            Those that failed are found by the name that was typed, so anybody may have tried them.
          </p>
          {signIns.length > 0 ? <SignInTable signIns={signIns} /> : <p className="muted">None.</p>}
        </Panel>
      </div>
    </>
  );
}
