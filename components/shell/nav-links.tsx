'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { AdminMenu } from './admin-menu';

export type NavLink = { href: string; label: string };

type NavLinksProps = {
  links: readonly NavLink[];
  /** What stands under the menu of administration; empty for whoever has none. */
  administration: readonly NavLink[];
};

/** The main navigation; the link that fits the current page best is marked. */
export function NavLinks({ links, administration }: NavLinksProps) {
  const path = usePathname();
  const current = [...links, ...administration]
    .filter(({ href }) => path === href || path.startsWith(`${href}/`))
    .sort((left, right) => right.href.length - left.href.length)[0];
  return (
    <nav className="main-nav" aria-label="Main">
      {links.map((link) => (
        <Link key={link.href} href={link.href} aria-current={link === current ? 'page' : undefined}>
          {link.label}
        </Link>
      ))}
      {administration.length > 0 && <AdminMenu links={administration} current={current} />}
    </nav>
  );
}
