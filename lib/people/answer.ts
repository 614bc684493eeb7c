import { ROLES } from '@/lib/auth/roles';
import type { Explanation } from './explain';
import type { Given } from './given';
import { givenText, sourceText } from './given-words';

/** Why somebody may do what was asked, or why not and what would help, in plain sentences. */
export function answerText({ may, by, elsewhere, role, needs, byRight }: Explanation<Given>): string[] {
  if (may) return ['Yes.', ...by.map((given) => `${upper(givenText(given))}, ${sourceText(given)}.`)];
  const higher = ROLES.slice(ROLES.indexOf(needs));
  const roles = higher.length > 1 ? `${higher.slice(0, -1).join(', ')} or ${higher.at(-1)}` : needs;
  const right = byRight ? ', or a grant with this extra right' : '';
  return [
    `No. It takes the role ${roles} there${right}, and they ${role ? `are ${role} there` : 'have no role there'}.`,
    ...elsewhere.map((given) => `They may elsewhere, as ${givenText(given)}, ${sourceText(given)}.`),
  ];
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
