/** Why somebody can't sign in, in words that may be shown to whoever tried. */
export const SIGN_IN_PROBLEMS = {
  'invalid-credentials': 'The name or the password is wrong.',
  'account-disabled': 'Your directory account is disabled. Ask your service desk.',
  'account-expired': 'Your directory account has expired. Ask your service desk.',
  'password-expired': 'Your password has expired. Change it as you do for your computer, then sign in here.',
  'must-change-password':
    'You must change your password first. Do so as for your computer, then sign in here.',
  'locked-out': 'Your directory account is locked after too many attempts. Wait, or ask your service desk.',
  'not-now': 'Your directory account may not sign in at this time or from this place.',
  'no-role':
    'Your password is right, but none of your directory groups has a role in Rota. Ask an administrator of Rota for one.',
  unavailable:
    'The directory can not be reached, so nobody can sign in right now. Your password was not checked.',
} as const;

/** Too many attempts failed; so many minutes to wait. */
export type Throttled = `throttled-${number}`;

export type SignInProblem = keyof typeof SIGN_IN_PROBLEMS | Throttled;

const isProblem = (code: string): code is keyof typeof SIGN_IN_PROBLEMS =>
  Object.hasOwn(SIGN_IN_PROBLEMS, code);

/** The words for a problem's code; general ones for what is no known code. */
export function signInMessage(code: string): string {
  const [, minutes] = /^throttled-(\d{1,4})$/.exec(code) ?? [];
  if (minutes)
    return `Too many attempts failed, so your password was not checked. Try again in ${minutes === '1' ? 'a minute' : `${minutes} minutes`}, or ask an administrator of Rota.`;
  return isProblem(code)
    ? SIGN_IN_PROBLEMS[code]
    : 'Signing in failed for a reason of our own. Try again; if it stays so, tell an administrator of Rota.';
}
