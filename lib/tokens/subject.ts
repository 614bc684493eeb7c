import { prefixOf } from './format';

/** A token as the activity names it: `deploy (rota_…)`. */
export const subjectOf = ({ id, name }: { id: string; name: string }): string => `${name} (${prefixOf(id)})`;
