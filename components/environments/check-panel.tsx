'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/environments/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import type { Finding } from '@/lib/environments/findings';
import type { EnvironmentDetail } from '@/lib/environments/queries';
import { Findings } from './findings';
import { HealthChip, HealthNote } from './health';

/** How an environment stands; a check on demand tries everything that Rota needs there. */
export function CheckPanel({ environment }: { environment: EnvironmentDetail }) {
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<{ needed: Finding[]; useful: Finding[] } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const check = async () => {
    setBusy(true);
    const result = await answerOf(actions.check({ id: environment.id }));
    setBusy(false);
    setProblem(result.ok ? null : result.error.message);
    if (result.ok) setFound(result.value);
  };
  return (
    <Panel
      title="Health"
      aside={
        <Button
          small
          icon="fact_check"
          busy={busy}
          disabled={environment.disabledAt !== null}
          onClick={check}
        >
          Check everything now
        </Button>
      }
    >
      <div className="stack">
        <div>
          <HealthChip {...environment} />
          <HealthNote {...environment} />
        </div>
        {problem && (
          <p className="banner tone-bad" role="alert">
            {problem}
          </p>
        )}
        <div aria-live="polite" className="stack">
          {found && <CheckResult {...found} />}
        </div>
      </div>
    </Panel>
  );
}

function CheckResult({ needed, useful }: { needed: Finding[]; useful: Finding[] }) {
  const wrong = needed.filter(({ verdict }) => verdict !== 'ok').length;
  return (
    <>
      <section className="stack">
        <h3>
          {wrong === 0
            ? 'All that Rota needs is granted'
            : `${wrong} of ${needed.length} that Rota needs ${wrong === 1 ? 'is' : 'are'} not known to be granted`}
        </h3>
        <Findings findings={needed} label="What Rota needs" />
      </section>
      {useful.length > 0 && (
        <section className="stack">
          <h3>For checks and pickers of targets</h3>
          <p className="muted small-text">Schedules run without it; Rota then knows less before a save.</p>
          <Findings findings={useful} label="What checks and pickers use" />
        </section>
      )}
    </>
  );
}
