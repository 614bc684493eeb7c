import { Chip } from '@/components/ui/chip';
import type { Theme } from '@/components/ui/theme';
import { ThemeToggle } from '@/components/ui/theme-toggle';
import type { Scope } from '@/lib/auth/access';
import type { Permission, Role } from '@/lib/auth/roles';
import { AccountMenu } from './account-menu';
import { Brand } from './brand';
import { type NavLink, NavLinks } from './nav-links';

const LINKS: readonly NavLink[] = [
  { href: '/schedules', label: 'Schedules' },
  { href: '/runs', label: 'Runs' },
  { href: '/incident', label: 'Incident' },
  { href: '/gates', label: 'Gates' },
  { href: '/calendars', label: 'Calendars' },
  { href: '/drift', label: 'Drift' },
  { href: '/freeze', label: 'Freeze' },
  { href: '/bulk', label: 'Bulk' },
  { href: '/audit', label: 'Changes' },
  { href: '/audit/activity', label: 'Activity' },
];

const EVERYWHERE: Scope = { teamId: null, environmentId: null };

/** For administrators, under one entry: each page for those who may use it for all teams, all environments, or both. */
const ADMINISTRATION: readonly (NavLink & { permission: Permission; at: Scope })[] = [
  { href: '/adopt', label: 'Take over', permission: 'schedule.adopt', at: { teamId: null } },
  { href: '/environments', label: 'Environments', permission: 'environment.read', at: { teamId: null } },
  { href: '/notifications', label: 'Notifications', permission: 'channel.create', at: {} },
  { href: '/tokens', label: 'API tokens', permission: 'token.create', at: {} },
  { href: '/teams', label: 'Teams', permission: 'team.rename', at: { environmentId: null } },
  { href: '/people', label: 'People', permission: 'session.end', at: EVERYWHERE },
  { href: '/access', label: 'Access', permission: 'access.read', at: EVERYWHERE },
  { href: '/allow-lists', label: 'Allow-lists', permission: 'access.read', at: EVERYWHERE },
];

type Environment = { name: string; production: boolean; accountId: string; region: string };

type TopBarProps = {
  user: { name: string; role: Role };
  /** Whether the user may do something at a place. */
  allowed: (permission: Permission, at: Scope) => boolean;
  environments: readonly Environment[];
  theme: Theme;
};

/** What stands above every page: where one is, where one can go, and who one is. */
export function TopBar({ user, allowed, environments, theme }: TopBarProps) {
  const administration = ADMINISTRATION.flatMap(({ permission, at, ...link }) =>
    allowed(permission, at) ? link : [],
  );
  return (
    <header className="topbar">
      <div className="topbar-inner">
        <Brand />
        <NavLinks links={LINKS} administration={administration} />
        <div className="topbar-side">
          <EnvironmentMark environments={environments} />
          <ThemeToggle initial={theme} saveTo="/api/theme" />
          <AccountMenu name={user.name} role={user.role} />
        </div>
      </div>
    </header>
  );
}

/** The environment; where there are several, each schedule says its own. */
function EnvironmentMark({ environments }: { environments: readonly Environment[] }) {
  const [only, ...more] = environments;
  if (!only) return null;
  const title = environments
    .map(({ name, accountId, region }) => `${name}: AWS account ${accountId}, Region ${region}`)
    .join('\n');
  return (
    <span className="environment" title={title}>
      {more.length > 0 ? (
        <Chip tone="neutral">{environments.length} environments</Chip>
      ) : (
        <Chip tone={only.production ? 'bad' : 'neutral'}>
          {only.production ? `PROD · ${only.name}` : only.name}
        </Chip>
      )}
    </span>
  );
}
