'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { AdminMenu } from './admin-menu';

export type NavLink = { href: string; label: string };

type NavLinksProps = {
  links: readonly NavLink[];
  /** What stands under the menu of administration; empty for whoever has none. */
  administration: readonly NavLink[];
};

/** The main navigation; the link that fits the current page best is marked, and in sight where there is no room for all. */
export function NavLinks({ links, administration }: NavLinksProps) {
  const path = usePathname();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    if (path && nav.current) centre(nav.current);
  }, [path]);
  const current = [...links, ...administration]
    .filter(({ href }) => path === href || path.startsWith(`${href}/`))
    .sort((left, right) => right.href.length - left.href.length)[0];
  return (
    <nav ref={nav} className="main-nav" aria-label="Main">
      {links.map((link) => (
        <Link key={link.href} href={link.href} aria-current={link === current ? 'page' : undefined}>
          {link.label}
        </Link>
      ))}
      {administration.length > 0 && <AdminMenu links={administration} current={current} />}
    </nav>
  );
}

/** Scrolls to what is current. */
function centre(nav: HTMLElement): void {
  const current = nav.querySelector(':scope > [aria-current], :scope > [data-current]');
  if (!current) return;
  const [own, all] = [current.getBoundingClientRect(), nav.getBoundingClientRect()];
  nav.scrollLeft += own.left - all.left - (all.width - own.width) / 2;
}
