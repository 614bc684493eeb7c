'use client';

import { useState } from 'react';
import { SelectField } from '@/components/ui/select-field';
import { ACTS } from '@/lib/access/acts';
import type { Permission } from '@/lib/auth/roles';
import { answerText } from '@/lib/people/answer';
import { explain } from '@/lib/people/explain';
import type { Given } from '@/lib/people/given';
import { asksFor, REACH, scopeOf } from '@/lib/people/reach';
import styles from './people.module.css';

/** What a question can be about. */
export type Places = {
  teams: readonly { id: string; name: string }[];
  environments: readonly { id: string; name: string; production: boolean }[];
};

const ASKED = (Object.keys(REACH) as Permission[]).flatMap((permission) => {
  const label = ACTS[permission];
  return label ? [{ value: permission, label }] : [];
});

/** May they? An act, a team and an environment, and the answer with its reason. */
export function Question({ given, places }: { given: readonly Given[]; places: Places }) {
  const [permission, setPermission] = useState<Permission>('schedule.pause');
  const [teamId, setTeamId] = useState<string | null>(null);
  const [environmentId, setEnvironmentId] = useState<string | null>(null);
  const { team, environment } = asksFor(permission, teamId);
  const scope = scopeOf(permission, { teamId, environmentId });
  return (
    <div className="stack">
      <div className={styles.question}>
        <SelectField
          name="act"
          label="Act"
          value={permission}
          onChange={(chosen) =>
            setPermission(ASKED.find(({ value }) => value === chosen)?.value ?? permission)
          }
          options={ASKED}
        />
        {team && (
          <SelectField
            name="team"
            label="For the team"
            value={teamId ?? ''}
            onChange={(chosen) => setTeamId(chosen || null)}
            options={optionsOf('All teams', places.teams)}
          />
        )}
        {environment && (
          <SelectField
            name="environment"
            label="In the environment"
            value={environmentId ?? ''}
            onChange={(chosen) => setEnvironmentId(chosen || null)}
            options={optionsOf('All environments', places.environments)}
          />
        )}
      </div>
      {NOTES[REACH[permission]] && <p className="muted">{NOTES[REACH[permission]]}</p>}
      <div role="status" className={styles.answer}>
        {answerText(explain(given, permission, scope)).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </div>
  );
}

const NOTES: Readonly<Partial<Record<(typeof REACH)[Permission], string>>> = {
  'team-or-environment': 'A freeze covers a whole team, or a whole environment.',
  environment: 'This concerns all teams of an environment.',
  team: 'This concerns a team in all environments.',
  everywhere: 'This concerns all of Rota.',
  somewhere: 'It is enough to have the role somewhere. What it touches is decided one by one.',
};

const optionsOf = (all: string, some: readonly { id: string; name: string; production?: boolean }[]) => [
  { value: '', label: all },
  ...some.map(({ id, name, production }) => ({
    value: id,
    label: production ? `${name} (production)` : name,
  })),
];
