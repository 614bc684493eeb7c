import { Icon } from '@/components/ui/icon';
import { Time } from '@/components/ui/time';

/** Says what goes on while the directory can't be asked who somebody is. */
export function DirectoryBanner({ since }: { since: Date }) {
  return (
    <section className="freeze-banners" aria-label="Directory">
      <div className="banner tone-warn">
        <Icon name="cloud_off" />
        <div>
          <strong>The directory can’t be reached.</strong> Rota last knew at <Time at={since} /> what you may
          do. You can go on reading, pausing and freezing for a while; everything else waits until it answers.
        </div>
      </div>
    </section>
  );
}
