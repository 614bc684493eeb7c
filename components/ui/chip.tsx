import type { ReactNode } from 'react';
import { Icon } from './icon';

export type Tone = 'good' | 'neutral' | 'warn' | 'bad' | 'info';

/** A short word on a coloured ground: how something stands. The word says it, the colour only helps. */
export function Chip({
  tone,
  icon,
  children,
}: {
  tone: Tone;
  icon?: string | undefined;
  children: ReactNode;
}) {
  return (
    <span className={`chip tone-${tone}`}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}
