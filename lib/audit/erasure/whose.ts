import type { ExportedRow } from '../export-row';

/** Somebody as the audits know them: their id, and the name of their account where Rota still has it. */
export type Erased = { id: string; account: string | null };

/**
 * Whether the personal values beside a row are somebody's: of what they did, of a refused sign-in that names them, or of
 * one that spelled their account, with or without a domain. The same rule as that of the database's function
 * audit_erase_person.
 */
export function isOf({ id, account }: Erased, { body, person, chain }: ExportedRow): boolean {
  if (!person) return false;
  const { actor, action, details } = JSON.parse(body) as {
    actor: { id: string };
    action: string;
    details?: { user?: unknown };
  };
  if (actor.id === id) return true;
  if (chain !== 'activity' || actor.id !== 'anonymous' || action !== 'sign-in') return false;
  return details?.user === id || (account !== null && spells(account, person.values));
}

function spells(account: string, values: string): boolean {
  const { name } = JSON.parse(values) as { name: string };
  const typed = name.replace(/^ +| +$/g, '').toLowerCase();
  return [typed, typed.split('\\')[1], typed.split('@')[0]].includes(account.toLowerCase());
}
