import { Icon } from '@/components/ui/icon';

/** Says where the file of a schedule lives, and that it is changed there. */
export function ManagedNote({ managedBy }: { managedBy: string }) {
  return (
    <p className="banner tone-info">
      <Icon name="lock" />
      <span>
        Lives in <strong>{managedBy}</strong>: change it there. Pausing, resuming and running are open here.
      </span>
    </p>
  );
}
