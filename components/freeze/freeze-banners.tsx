import Link from 'next/link';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import { schedulesText } from '@/lib/bulk/actions';
import type { Banner } from '@/lib/freeze/queries';
import { scopeText } from './scope-text';

/** What is frozen now, by whom, why and since when: at the top of every page. */
export function FreezeBanners({ freezes }: { freezes: readonly Banner[] }) {
  if (freezes.length === 0) return null;
  return (
    <section className="freeze-banners" aria-label="Freezes">
      {freezes.map((freeze) => (
        <div key={freeze.id} className="banner tone-info">
          <Icon name="ac_unit" />
          <div>
            <strong>Frozen: {scopeText(freeze)}.</strong>{' '}
            {freeze.schedules === 1 ? '1 schedule is' : `${schedulesText(freeze.schedules)} are`} kept off.{' '}
            Frozen by {freeze.byName} since <Time at={freeze.at} />, <RelativeTime at={freeze.at} />:{' '}
            {freeze.reason} <Link href="/freeze">All freezes</Link>
          </div>
        </div>
      ))}
    </section>
  );
}
