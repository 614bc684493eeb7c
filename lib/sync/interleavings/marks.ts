import { generationIn } from '../owner-mark';
import type { Actor } from './rim';
import type { World } from './world';

type Row = {
  id: string;
  state: string;
  status: string;
  wanted: number;
  synced: number;
  token: string | null;
};

/** Looks on at the marks of what is live: by whom, under which lease, and on whose word. */
export class Marks {
  readonly violations: string[] = [];
  private before = new Map<string, Row>();
  private readonly holders = new Map<string, ReadonlySet<Actor>>();

  constructor(private readonly world: World) {}

  /** @param moved those of whom one may have done what changed */
  async look(moved: readonly Actor[]): Promise<void> {
    const { lab, environmentId } = this.world;
    const { rows } = await lab.superuser.query<Row>({
      name: 'marks',
      text: `SELECT s.id, s.state::text, y.status::text, y.wanted_generation AS wanted, y.synced_generation AS synced,
          y.lease_token AS token
        FROM schedule_sync y JOIN schedule s ON s.id = y.schedule_id WHERE s.environment_id = $1 ORDER BY s.id`,
      values: [environmentId],
    });
    for (const row of rows) {
      const before = this.before.get(row.id);
      if (row.token && row.token !== before?.token) this.holders.set(row.token, new Set(moved));
      if (before) await this.compare(before, row, moved);
      this.before.set(row.id, row);
    }
  }

  private async compare(before: Row, row: Row, moved: readonly Actor[]): Promise<void> {
    if (row.synced < before.synced)
      this.violations.push(`${row.id} went back from generation ${before.synced} to ${row.synced}`);
    const newlyLive = row.status === 'live' && (before.status !== 'live' || row.synced !== before.synced);
    if (!newlyLive && row.synced === before.synced) return;
    const holders = this.holders.get(before.token ?? '');
    if (!moved.some((actor) => holders?.has(actor)))
      this.violations.push(`${row.id} was marked by somebody without its lease`);
    if (newlyLive && row.synced !== row.wanted)
      this.violations.push(`${row.id} is live at generation ${row.synced}, wanted is ${row.wanted}`);
    if (!(await this.wasReadBack(moved, row)))
      this.violations.push(
        `${row.id} was marked at generation ${row.synced}, but AWS was not read to have it`,
      );
  }

  /** What is to be gone may have been removed by another, who said so in the database. */
  private async wasReadBack(moved: readonly Actor[], { id, state, synced, wanted }: Row): Promise<boolean> {
    const { made, watch, lab, groupName } = this.world;
    const { awsName = '' } = made.find((one) => one.id === id) ?? {};
    const told = moved.map((actor) => watch.toldOf(actor, awsName) ?? null);
    if (synced !== wanted || (state !== 'deleted' && state !== 'completed'))
      return told.some((observed) => observed !== null && generationIn(observed) === synced);
    if (watch.foreign.has(awsName) || told.includes(null)) return true;
    return (await lab.aws.get(groupName, awsName)) === null;
  }
}
