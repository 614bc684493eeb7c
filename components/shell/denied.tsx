import { ButtonLink } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

/** In place of a page that the signed-in person may not see. */
export function Denied({ reason }: { reason: string }) {
  return (
    <div className="message-page">
      <Icon name="lock" />
      <h1>You may not see this page</h1>
      <p>{reason}</p>
      <ButtonLink href="/schedules">Go to the schedules</ButtonLink>
    </div>
  );
}
