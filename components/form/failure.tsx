import type { ReactNode } from 'react';

/** Why a form was refused, above its fields. */
export const Failure = ({ children }: { children: ReactNode }) =>
  children && (
    <div className="banner tone-bad" role="alert">
      {children}
    </div>
  );
