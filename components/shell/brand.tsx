import Link from 'next/link';
import { Icon } from '@/components/ui/icon';

export function Brand() {
  return (
    <Link href="/schedules" className="brand">
      <Icon name="event_repeat" />
      Rota
    </Link>
  );
}
