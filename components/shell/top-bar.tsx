import { Chip } from '@/components/ui/chip';
import type { Theme } from '@/components/ui/theme';
import { ThemeToggle } from '@/components/ui/theme-toggle';
import { may, type Role } from '@/lib/auth/roles';
import { AccountMenu } from './account-menu';
import { Brand } from './brand';
import { type NavLink, NavLinks } from './nav-links';

const LINKS: readonly NavLink[] = [
  { href: '/schedules', label: 'Schedules' },
  { href: '/calendars', label: 'Calendars' },
  { href: '/drift', label: 'Drift' },
  { href: '/freeze', label: 'Freeze' },
  { href: '/bulk', label: 'Bulk' },
  { href: '/audit', label: 'Changes' },
  { href: '/audit/activity', label: 'Activity' },
];

type TopBarProps = {
  user: { name: string; role: Role };
  environment: { name: string; production: boolean; accountId: string; region: string };
  theme: Theme;
};

/** What stands above every page: where one is, where one can go, and who one is. */
export function TopBar({ user, environment, theme }: TopBarProps) {
  const links = may(user.role, 'team.create')
    ? [...LINKS, { href: '/adopt', label: 'Take over' }, { href: '/teams', label: 'Teams' }]
    : LINKS;
  return (
    <header className="topbar">
      <div className="topbar-inner">
        <Brand />
        <NavLinks links={links} />
        <div className="topbar-side">
          <span
            className="environment"
            title={`AWS account ${environment.accountId}, Region ${environment.region}`}
          >
            <Chip tone={environment.production ? 'bad' : 'neutral'}>
              {environment.production ? `PROD · ${environment.name}` : environment.name}
            </Chip>
          </span>
          <ThemeToggle initial={theme} saveTo="/api/theme" />
          <AccountMenu name={user.name} role={user.role} />
        </div>
      </div>
    </header>
  );
}
