import { ButtonLink } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

/** In place of what does not exist. */
export function NotFound({ requestId }: { requestId: string | null }) {
  return (
    <div className="message-page">
      <Icon name="search_off" />
      <h1>There is nothing here</h1>
      <p>
        The address is wrong, or what stood here is gone: a run that was only planned goes with its time, when
        its schedule is paused or changed. Deleted schedules keep their page.
      </p>
      {requestId && (
        <p className="small-text">
          Request <code>{requestId}</code>
        </p>
      )}
      <ButtonLink href="/schedules">Go to the schedules</ButtonLink>
    </div>
  );
}
