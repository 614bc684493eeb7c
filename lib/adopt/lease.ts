import type { Adoption } from '@/lib/generated/prisma/client';

/** An adoption that this process goes on with. */
export type Leased = Adoption & { token: string };

/** Says that this process no longer has the adoption, or that it must not go on: a person decided otherwise meanwhile. */
export class LostAdoption extends Error {}
