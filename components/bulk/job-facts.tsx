import Link from 'next/link';
import { type Fact, Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import type { JobDetail } from '@/lib/bulk/queries';

/** Who asked for a job, why, when and what it was given. */
export function JobFacts({ job }: { job: JobDetail }) {
  const {
    id,
    reason,
    createdByName,
    runByName,
    startedAt,
    finishedAt,
    undoOf,
    params,
    teamName,
    production,
  } = job;
  const { until, owner, addTags, removeTags } = params;
  const facts: (Fact | null)[] = [
    { label: 'By', value: createdByName },
    runByName === createdByName ? null : { label: 'Tried again by', value: runByName },
    { label: 'Because', value: reason },
    until ? { label: 'Until', value: <Time at={until} /> } : null,
    teamName ? { label: 'Team', value: teamName } : null,
    owner ? { label: 'Owner', value: owner } : null,
    addTags.length > 0 ? { label: 'Adds', value: addTags.join(', ') } : null,
    removeTags.length > 0 ? { label: 'Removes', value: removeTags.join(', ') } : null,
    production.length > 0 ? { label: 'Production', value: production.join(', ') } : null,
    { label: 'Started', value: <Time at={startedAt} /> },
    finishedAt && { label: 'Finished', value: <Time at={finishedAt} /> },
    undoOf ? { label: 'Undoes', value: <Link href={`/bulk/${undoOf}`}>the act before</Link> } : null,
    { label: 'Id', value: id, mono: true },
  ];
  return (
    <Panel title="About">
      <Facts facts={facts} />
    </Panel>
  );
}
