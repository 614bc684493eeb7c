import { address } from '@/components/ui/address';
import { ANY_RUN, type RunSelection } from '@/lib/runs/filter';

/** The values of a filter as they stand in fields and addresses. */
export type RunValues = Record<keyof RunSelection, string>;

/** The list of runs for a filter. A changed filter begins at the first page. */
export const runsHref = (
  values: Partial<RunValues>,
  place: { after?: string; before?: string } = {},
): string => address('/runs', { ...ANY_RUN, ...values, ...place });
