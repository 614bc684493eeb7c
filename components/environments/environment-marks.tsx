import { Chip } from '@/components/ui/chip';
import type { EnvironmentDetail } from '@/lib/environments/queries';

/** What must not be overlooked of an environment: that it is production, and that it is not used. */
export function EnvironmentMarks({
  environment: { production, disabledAt },
}: {
  environment: Pick<EnvironmentDetail, 'production' | 'disabledAt'>;
}) {
  return (
    <>
      {production && <Chip tone="bad">PROD</Chip>}
      {disabledAt && (
        <Chip tone="neutral" icon="block">
          Disabled
        </Chip>
      )}
    </>
  );
}
