import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { Icon } from './icon';

export type ButtonVariant = 'primary' | 'secondary' | 'danger' | 'text';

type Look = {
  variant?: ButtonVariant | undefined;
  /** A glyph of Material Icons before the text. */
  icon?: string | undefined;
  /** Smaller, for rows and cards. */
  small?: boolean | undefined;
};

const BASE: Record<ButtonVariant, string> = {
  primary: 'btn filled',
  secondary: 'btn outlined',
  danger: 'btn filled danger',
  text: 'btn text',
};

const classes = ({ variant = 'secondary', small }: Look, own?: string) =>
  [BASE[variant], small && 'small', own].filter(Boolean).join(' ');

/** A button. While `busy` it can't be pressed again and says so to assistive technology. */
export function Button({
  variant,
  icon,
  small,
  busy = false,
  children,
  className,
  disabled,
  type = 'button',
  ...rest
}: Look & { busy?: boolean | undefined } & ComponentProps<'button'>) {
  return (
    <button
      {...rest}
      type={type}
      className={classes({ variant, small }, className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
    >
      <Content icon={busy ? 'hourglass_empty' : icon}>{children}</Content>
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({
  variant,
  icon,
  small,
  children,
  className,
  ...rest
}: Look & ComponentProps<typeof Link>) {
  return (
    <Link {...rest} className={classes({ variant, small }, className)}>
      <Content icon={icon}>{children}</Content>
    </Link>
  );
}

function Content({ icon, children }: { icon: string | undefined; children: ReactNode }) {
  return (
    <>
      {icon && <Icon name={icon} />}
      {children}
    </>
  );
}
