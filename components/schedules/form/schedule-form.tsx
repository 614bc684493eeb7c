'use client';

import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { ProdNote } from '@/components/environments/prod-note';
import { warningOf } from '@/components/environments/worst-of';
import { targetName } from '@/components/targets/target-name';
import { Alive } from '@/components/ui/alive';
import { Button, ButtonLink } from '@/components/ui/button';
import { useViewerZone } from '@/components/ui/viewer-clock';
import type { NamedEntry } from '@/lib/allow-lists/refusal';
import type { FollowableCalendar } from '@/lib/calendars/queries';
import type { Finding } from '@/lib/environments/findings';
import { type ScheduleForm as Entries, toInput } from '@/lib/schedules/form';
import { rebase, type TeamNames } from '@/lib/schedules/review';
import { withQueueOf } from '@/lib/targets/form';
import { KINDS } from '@/lib/targets/registry';
import { isTimeZone } from '@/lib/timing/zone';
import { BasicsSection } from './basics-section';
import { Conflict } from './conflict';
import { DeliverySection } from './delivery-section';
import { FailureBanner } from './failure';
import { focusField } from './focus-field';
import styles from './form.module.css';
import { LeaveGuard } from './leave-guard';
import { ProblemSummary } from './problem-summary';
import { Review } from './review';
import { TargetsSection } from './targets-section';
import { TimingSection } from './timing-section';
import type { FormEnvironment, Save, SavedVersion } from './types';
import { useEntries } from './use-entries';
import { useSave } from './use-save';

type ScheduleFormProps = {
  /** The schedule's own; of a new one those to choose from, the usual one first. */
  environments: readonly [FormEnvironment, ...FormEnvironment[]];
  teams: TeamNames;
  /** Those that a schedule may follow. */
  calendars: readonly FollowableCalendar[];
  /** The allow-lists, as far as they are told before a save. */
  allowed: readonly NamedEntry[];
  initial: Entries;
  /** The stored version, as new as the page: of an edit only. */
  saved?: SavedVersion | undefined;
  startPaused?: boolean | undefined;
  save: Save;
};

/** Creates or changes a schedule: entries, review, save. What was entered outlives every error. */
export function ScheduleForm({
  environments,
  teams,
  calendars,
  allowed,
  initial,
  saved,
  startPaused = false,
  save,
}: ScheduleFormProps) {
  const [chosen, setChosen] = useState(environments[0].id);
  const environment = environments.find(({ id }) => id === chosen) ?? environments[0];
  const [base, setBase] = useState(saved);
  const [over, setOver] = useState<string | null>(null);
  const [reviewing, setReviewing] = useState(false);
  const [reason, setReason] = useState('');
  const [opened] = useState(initial);
  const zone = useViewerZone();
  const start = useMemo(
    () => (opened.timeZone === '' && zone && isTimeZone(zone) ? { ...opened, timeZone: zone } : opened),
    [opened, zone],
  );
  const entries = useEntries(base?.form ?? start, environment, base?.timing, calendars);
  const { form, problems } = entries;
  // a field can take the focus only once it is drawn
  const [wanted, setWanted] = useState<{ field: string } | null>(null);
  useEffect(() => {
    if (wanted) focusField(wanted.field);
  }, [wanted]);

  const [findings, setFindings] = useState<Finding[]>([]);
  const saving = useSave(
    save,
    (error) => {
      const first = entries.tell(error.fields);
      setReviewing(false);
      if (first !== null) setWanted({ field: first });
    },
    () => warningOf(findings),
  );
  const { conflict, failure, stage } = saving;
  useEffect(() => {
    if (conflict) focusField('conflict-title');
  }, [conflict]);

  function review(event: FormEvent) {
    event.preventDefault();
    const first = entries.check();
    setFindings([]);
    if (first === null) setReviewing(true);
    else setWanted({ field: first });
  }

  const drift = saved?.drift ?? null;

  function choose(id: string) {
    const next = environments.find((one) => one.id === id) ?? environment;
    const { deadLetterQueueArn, defaultDelivery } = environment;
    entries.change({
      targets: withQueueOf(form.targets, deadLetterQueueArn, next.deadLetterQueueArn).map((target) => ({
        ...target,
        gateId: '',
      })),
      ...(form.delivery === defaultDelivery && { delivery: next.defaultDelivery }),
    });
    setChosen(next.id);
  }

  function submit() {
    const schedule = toInput(form);
    void saving.run(
      base
        ? { id: base.id, generation: base.generation, schedule, overwrite: drift?.seen, reason }
        : { schedule, startPaused, environmentId: environment.id },
    );
  }

  function takeTheirs() {
    setBase(saved);
    setOver(null);
    entries.replace(null);
    setReviewing(false);
    saving.clear();
  }

  function saveMine() {
    if (!saved || !conflict) return;
    entries.replace(rebase(form, saved.form));
    setBase(saved);
    setOver(conflict.by);
    setReviewing(true);
    saving.clear();
  }

  const names = targetNames([form, ...(base ? [base.form] : []), ...(saved ? [saved.form] : [])]);
  const at = (path: string) => ({ id: path, name: path, error: problems[path] });
  const sections = { form, onChange: entries.change, at, place: environment };
  const where = {
    teamId: form.teamId,
    team: teams.find(({ id }) => id === form.teamId)?.name ?? '',
    environmentId: environment.id,
    environment: environment.name,
  };
  const cancel = base ? `/schedules/${base.id}` : '/schedules';
  return (
    <div className={styles.form}>
      <LeaveGuard active={(entries.changed || over !== null) && stage !== 'saved'} />
      {failure && <FailureBanner failure={failure} />}
      {conflict && (
        <Conflict
          change={conflict}
          names={names}
          ready={saved !== undefined && saved.generation >= conflict.generation}
          onTakeTheirs={takeTheirs}
          onSaveMine={saveMine}
        />
      )}
      {reviewing && !conflict && (
        <Review
          form={form}
          teams={teams}
          calendars={calendars}
          context={entries.context}
          environment={environment}
          saved={base}
          drift={drift}
          over={over}
          startPaused={startPaused}
          names={names}
          reason={reason}
          onReason={setReason}
          busy={stage !== 'idle'}
          onFound={setFindings}
          onBack={() => setReviewing(false)}
          onSave={submit}
        />
      )}
      {!reviewing && (
        <form noValidate onSubmit={review} className={styles.form} aria-label="Schedule">
          <Alive>
            {!base && <ProdNote environment={environment} />}
            <ProblemSummary problems={problems} form={form} />
            <BasicsSection
              {...sections}
              teams={teams}
              environments={environments}
              environment={environment}
              onEnvironment={choose}
            />
            <TimingSection {...sections} context={entries.context} calendars={calendars} teams={teams} />
            <TargetsSection {...sections} allowed={{ entries: allowed, where }} stored={base?.form} />
            <DeliverySection {...sections} environment={environment} />
            <div className={styles.bar}>
              <ButtonLink href={cancel}>Cancel</ButtonLink>
              <Button variant="primary" type="submit" icon="fact_check">
                Review
              </Button>
            </div>
          </Alive>
        </form>
      )}
    </div>
  );
}

/** Words for the ids of targets, for differences. */
function targetNames(forms: readonly Entries[]): Record<string, string> {
  const targets = forms.flatMap((form) => form.targets);
  return Object.fromEntries(
    targets.map((target) => [target.key, `${KINDS[target.kind].label} ${targetName(target)}`]),
  );
}
