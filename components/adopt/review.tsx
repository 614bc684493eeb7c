'use client';

import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import styles from './adopt.module.css';
import { ConfirmForm } from './confirm-form';
import { MappingForm, type MappingValues, toMapping } from './mapping-form';
import { Outcomes } from './outcomes';
import { ProposalCard } from './proposal-card';
import { useTakeOver } from './use-take-over';

type ReviewProps = {
  arns: readonly string[];
  environment: { id: string; name: string; production: boolean };
  teams: readonly { id: string; name: string }[];
  owner: string;
  roleExample: string;
  onBack: () => void;
};

/** From what is chosen to what is taken over: to whom it goes, what it becomes, and how far it is. */
export function Review({ arns, environment, teams, owner, roleExample, onBack }: ReviewProps) {
  const { previews, outcomes, busy, preview, takeOver, forget } = useTakeOver(environment.id, arns);
  const [mapping, setMapping] = useState<MappingValues>({
    teamId: teams.length === 1 ? (teams[0]?.id ?? '') : '',
    owner,
    lines: [],
    roleArn: '',
    replaceRoles: false,
    imitateEvent: true,
    secretFields: [],
    secretInputs: false,
  });
  const [problems, setProblems] = useState<Record<string, string>>({});
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const error = await preview(toMapping(mapping));
    const found = Object.fromEntries(
      (error?.fields ?? []).map(({ path, message }) => [path.replace(/^mapping\./, ''), message]),
    );
    setProblems(error && error.fields.length === 0 ? { all: error.message } : found);
    const [first] = Object.keys(found);
    if (first) form.querySelector<HTMLElement>(`[name="${first}"], [id="${first.split('.')[0]}"]`)?.focus();
  };

  const ready = previews?.filter(({ verdict }) => verdict === 'ready') ?? [];
  const names = new Map(previews?.map(({ arn, name }) => [arn, name]));
  return (
    <div className={styles.review}>
      <header className={styles.reviewHead}>
        <h2 tabIndex={-1} ref={title}>
          {arns.length === 1 ? 'Take over one original' : `Take over ${arns.length} originals`}
        </h2>
        <Button variant="text" icon="arrow_back" disabled={busy} onClick={onBack}>
          Back to the list
        </Button>
      </header>
      {outcomes ? (
        <Outcomes outcomes={outcomes} total={ready.length} names={names} done={!busy} />
      ) : (
        <>
          <Panel title="To whom">
            <form onSubmit={submit} noValidate className="stack">
              {problems.all && (
                <p className="banner tone-bad" role="alert">
                  {problems.all}
                </p>
              )}
              <MappingForm
                values={mapping}
                onChange={(values) => {
                  setMapping(values);
                  forget();
                }}
                teams={teams}
                problems={problems}
                roleExample={roleExample}
              />
              <div>
                <Button type="submit" variant={previews ? 'secondary' : 'primary'} busy={busy}>
                  Preview
                </Button>
              </div>
            </form>
          </Panel>
          {previews && (
            <Panel title="What it becomes" className="bare">
              <div className={styles.cards}>
                {previews.map((one) => (
                  <ProposalCard key={one.arn} preview={one} />
                ))}
              </div>
            </Panel>
          )}
          {previews && (
            <Panel title="Take over">
              <ConfirmForm
                environment={environment}
                count={ready.length}
                left={previews.length - ready.length}
                busy={busy}
                onConfirm={(reason) =>
                  takeOver(
                    ready.map(({ arn }) => arn),
                    toMapping(mapping),
                    reason,
                  )
                }
              />
            </Panel>
          )}
        </>
      )}
    </div>
  );
}
