'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';

export type NavLink = { href: string; label: string };

/** The main navigation; the link that fits the current page best is marked. */
export function NavLinks({ links }: { links: readonly NavLink[] }) {
  const path = usePathname();
  const current = links
    .filter(({ href }) => path === href || path.startsWith(`${href}/`))
    .sort((left, right) => right.href.length - left.href.length)[0];
  return (
    <nav className="main-nav" aria-label="Main">
      {links.map((link) => (
        <Link key={link.href} href={link.href} aria-current={link === current ? 'page' : undefined}>
          {link.label}
        </Link>
      ))}
    </nav>
  );
}
