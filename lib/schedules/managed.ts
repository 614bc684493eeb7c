import { conflict } from '@/lib/errors';

/** Why what lives in a file is not changed here: what stands before and after where it lives. */
export const LIVES_IN = [
  'It lives in ',
  ': change it there. An administrator can release it, to have it changed here.',
] as const;

/**
 * What lives in a file is changed by whoever applies that file, who says where it lives.
 * @param said where it lives as the request itself says it
 * @throws RotaError conflict, which names where it lives
 */
export function assertOwnSource({ managedBy }: { managedBy: string | null }, said?: string): void {
  if (managedBy === null || managedBy === said) return;
  throw conflict(LIVES_IN.join(managedBy));
}
