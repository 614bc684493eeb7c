import type { FormPlace } from '@/components/targets/fields';
import type { ActionResult } from '@/lib/action';
import type { ScheduleDrift } from '@/lib/drift/queries';
import type { DispatchPlace } from '@/lib/schedules/delivery';
import type { ScheduleForm } from '@/lib/schedules/form';
import type { SyncView } from '@/lib/schedules/queries';
import type { State } from '@/lib/schedules/schema';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import type { Delivery } from '@/lib/targets/delivery';

/** Where a schedule is, as the form must know it. */
export type FormEnvironment = FormPlace &
  Required<DispatchPlace> & { name: string; production: boolean; defaultDelivery: Delivery };

/** The stored version that is being edited. */
export type SavedVersion = {
  id: string;
  generation: number;
  state: State;
  form: ScheduleForm;
  timing: ScheduleTiming;
  /** What AWS has but for Rota's doing. */
  drift: Pick<ScheduleDrift, 'text' | 'seen'> | null;
};

/** The server action that saves, and how the schedule then stands in AWS. */
export type Save = (input: unknown) => Promise<ActionResult<{ id: string; sync: SyncView }>>;
