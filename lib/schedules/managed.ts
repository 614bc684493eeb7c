import { conflict } from '@/lib/errors';

/**
 * What lives in a file is changed by whoever applies that file, who says where it lives.
 * @param said where it lives as the request itself says it
 * @throws RotaError conflict, which names where it lives
 */
export function assertOwnSource({ managedBy }: { managedBy: string | null }, said?: string): void {
  if (managedBy === null || managedBy === said) return;
  throw conflict(
    `It lives in ${managedBy}: change it there. An administrator can release it, to have it changed here.`,
  );
}
