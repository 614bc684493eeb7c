import { Icon } from '@/components/ui/icon';
import type { ActionError } from '@/lib/action';

export type Failure = { code: ActionError['code'] | 'unreachable'; message: string };

/** Why a save did not go through, and what to do; the entries are still there. */
export function FailureBanner({ failure }: { failure: Failure }) {
  return (
    <div className="banner tone-bad" role="alert">
      <Icon name={failure.code === 'unreachable' ? 'wifi_off' : 'error_outline'} />
      <div>
        <p>
          <strong>{TITLES[failure.code] ?? 'Not saved'}.</strong> {failure.message}
        </p>
        {failure.code === 'unauthenticated' && (
          <p>
            <a href="/login" target="_blank" rel="noreferrer">
              Sign in in a new tab
            </a>
            , come back here and save again.
          </p>
        )}
        <p>Everything you entered is still here.</p>
      </div>
    </div>
  );
}

const TITLES: Partial<Record<Failure['code'], string>> = {
  unauthenticated: 'Your session has ended',
  unreachable: 'Rota did not answer',
  forbidden: 'You may not save this',
  'not-found': 'It is gone',
};

export const UNREACHABLE: Failure = {
  code: 'unreachable',
  message:
    'Check your connection and save again. If the first save did arrive after all, the second one tells you so and changes nothing.',
};
