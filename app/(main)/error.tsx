'use client';

import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

/** In place of a page that broke. The digest finds the error in the server's log. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <div className="message-page" role="alert">
      <Icon name="report_problem" />
      <h1>Something went wrong on our side</h1>
      <p>This page could not be drawn. Nothing was changed. If it stays so, tell an administrator of Rota.</p>
      {error.digest && (
        <p className="small-text">
          Error <code>{error.digest}</code>
        </p>
      )}
      <Button icon="refresh" onClick={reset}>
        Try again
      </Button>
    </div>
  );
}
