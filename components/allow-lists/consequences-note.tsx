import Link from 'next/link';
import type { ActionResult } from '@/lib/action';
import type { Consequences } from '@/lib/allow-lists/consequences';
import styles from './allow-lists.module.css';

/** What a change of the lists would do, said before it is made; nothing of an input that is wrong. */
export function ConsequencesNote({ found }: { found: ActionResult<Consequences> | null }) {
  return (
    <div role="status">
      {found?.ok && <Told {...found.value} />}
      {found?.ok === false && found.error.code !== 'invalid' && (
        <p className={styles.consequences}>Rota can’t say what this does: {found.error.message}</p>
      )}
    </div>
  );
}

function Told({ fitting, losing, examples }: Consequences) {
  return (
    <div className={styles.consequences}>
      <p>
        {fitting === 0
          ? 'No present target fits this pattern there.'
          : `${targets(fitting)} this pattern there.`}{' '}
        {losing === 0
          ? 'Everything that is allowed now stays allowed.'
          : `${losing} ${losing === 1 ? 'target is' : 'targets are'} allowed now and would not be any more. They go on; whoever changes what they run, their role or their team must then choose what is allowed.`}
      </p>
      {losing > 0 && (
        <ul aria-label="The first schedules of these targets">
          {examples.map(({ id, name, team, environment, arn }) => (
            <li key={id}>
              <Link href={`/schedules/${id}`} target="_blank">
                {name}
              </Link>{' '}
              of {team} in {environment}: <span className={styles.pattern}>{arn}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const targets = (count: number) => `${count} present ${count === 1 ? 'target fits' : 'targets fit'}`;
