import Link from 'next/link';
import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import { listFilter } from '@/lib/schedules/filter';
import type { ScheduleDetail } from '@/lib/schedules/queries';
import { listHref, listValues } from './list-href';

const ANY = listValues(listFilter.parse({}));

/** To whom a schedule belongs and where it runs. */
export function AboutPanel({ schedule }: { schedule: ScheduleDetail }) {
  const { id, team, owner, tags, environment, createdAt, updatedAt, generation, managedBy } = schedule;
  return (
    <Panel title="About">
      <Facts
        facts={[
          { label: 'Team', value: <Link href={listHref({ ...ANY, team: team.id })}>{team.name}</Link> },
          managedBy === null
            ? null
            : {
                label: 'Lives in',
                value: <Link href={listHref({ ...ANY, managedBy })}>{managedBy}</Link>,
              },
          { label: 'Owner', value: <Link href={listHref({ ...ANY, owner })}>{owner}</Link> },
          tags.length === 0
            ? null
            : {
                label: 'Tags',
                value: (
                  <span className="name-notes">
                    {tags.map((tag) => (
                      <Link key={tag} className="tag" href={listHref({ ...ANY, tag })}>
                        {tag}
                      </Link>
                    ))}
                  </span>
                ),
              },
          {
            label: 'Runs in',
            value: `${environment.name}${environment.production ? ' (production)' : ''}: ${environment.accountId}, ${environment.region}`,
          },
          { label: 'Created', value: <Time at={createdAt} /> },
          { label: 'Changed', value: <Time at={updatedAt} /> },
          { label: 'Generation', value: generation },
          { label: 'Id', value: id, mono: true },
        ]}
      />
    </Panel>
  );
}
