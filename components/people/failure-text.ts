import { signInMessage } from '@/lib/auth/sign-in-problems';

/** Why a sign-in did not succeed, for an administrator, by its code. */
export const failureText = (reason: string): string => WHY[reason] ?? signInMessage(reason);

const WHY: Readonly<Record<string, string>> = {
  throttled: 'Too many attempts: the password was not tried.',
  'no-role': 'The password was right, but none of their groups has a role.',
};
