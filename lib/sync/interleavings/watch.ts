import type { AwsObserved, AwsRequest, Scheduler } from '@/lib/aws/scheduler';
import { encryptionKey } from '@/lib/encryption-key';
import { fingerprintOf, requestFrom } from '../drift';
import { digestOf } from '../normal-form';
import { generationIn, ownerMark, readOwnerMark } from '../owner-mark';
import { awsError } from './model';
import { type Actor, actorNow, type Fate, fly, park } from './rim';

/** Makes a call go wrong on its way: refused untouched, or carried out and its reply lost. */
export type Break = <R>(how: 'throttle' | 'error' | 'expired' | 'lost', call: () => Promise<R>) => Promise<R>;

/** How a call travels: whole, or broken. */
type Line = <R>(call: () => Promise<R>) => Promise<R>;

/** What somebody did in the console, and what stood there before. */
type Mark = { at: number; before: AwsObserved | null; decidedOn: string | null };

/** What an actor was told last of a name. */
type Told = { at: number; observed: AwsObserved | null };

const FOREIGN_TARGET = {
  Arn: 'arn:aws:sqs:eu-central-1:000000000000:statements',
  RoleArn: 'arn:aws:iam::000000000000:role/somebody',
};

const KEY = Buffer.alloc(32);

/** Looks on at everything that reaches AWS, and notes what must never happen. */
export class Watch {
  readonly violations: string[] = [];
  readonly marks = new Map<string, Mark>();
  /** Names that the console ever touched. */
  readonly touched = new Set<string>();
  readonly foreign = new Map<string, AwsObserved>();
  /** Calls that were sent by a process that has given them up, and that AWS has yet to carry out. */
  readonly late: { label: string; arrive: () => Promise<void> }[] = [];
  readonly counts = { lost: 0, late: 0, refused: 0, raced: 0, writes: 0, console: 0 };
  private readonly told = new Map<Actor, Map<string, Told>>();
  private moment = 0;

  constructor(
    private readonly aws: Scheduler,
    private readonly broken: Break,
    /** Whether the database has a schedule, by its name in AWS, as deleted or completed. */
    private readonly isGone: (name: string) => Promise<boolean>,
  ) {}

  /** When something happened: later is more. */
  tick(): number {
    this.moment += 1;
    return this.moment;
  }

  toldOf(actor: Actor, name: string): AwsObserved | null | undefined {
    return this.told.get(actor)?.get(name)?.observed;
  }

  /** The same AWS as the product is given it: each call and each reply waits at the rim. */
  client(): Scheduler {
    const { aws } = this;
    return {
      ...aws,
      get: (group, name) =>
        this.call('read', `get ${name}`, async (line) => {
          const observed = await line(() => aws.get(group, name));
          this.tell(name, observed);
          return observed;
        }),
      list: (group, token) => this.call('read', 'list', (line) => line(() => aws.list(group, token))),
      groupTags: (group) => this.call('read', 'groupTags', (line) => line(() => aws.groupTags(group))),
      create: (request) =>
        this.write(`create ${request.Name} ${inWords(request)}`, request, () => aws.create(request)),
      update: (request) =>
        this.write(`update ${request.Name} ${inWords(request)}`, request, () => aws.update(request)),
      remove: async (group, name) => {
        await this.write(`remove ${name}`, { GroupName: group, Name: name }, () => aws.remove(group, name));
        this.tell(name, null);
      },
    };
  }

  private async call<R>(kind: 'read' | 'write', label: string, send: (line: Line) => Promise<R>): Promise<R> {
    const fate = await park(kind, label);
    const answer = await fly(null, () => this.sent(fate, label, send));
    await park('reply', `${label} replied`);
    return answer;
  }

  private async sent<R>(fate: Fate, label: string, send: (line: Line) => Promise<R>): Promise<R> {
    switch (fate) {
      case 'throttle':
      case 'error':
      case 'expired':
        this.counts.refused += 1;
        return send((call) => this.broken(fate, call));
      case 'lost':
        this.counts.lost += 1;
        return send((call) => this.broken('lost', call));
      case 'late':
        this.counts.late += 1;
        // What AWS makes of it then nobody hears.
        this.late.push({
          label,
          arrive: async () => {
            await send((call) => call()).catch(() => undefined);
          },
        });
        throw awsError('TimeoutError', 'socket hang up');
      default:
        return send((call) => call());
    }
  }

  private tell(name: string, observed: AwsObserved | null): void {
    const actor = actorNow();
    if (!actor) return;
    const told = this.told.get(actor) ?? new Map<string, Told>();
    told.set(name, { at: this.tick(), observed });
    this.told.set(actor, told);
  }

  private write(
    label: string,
    request: AwsRequest | { GroupName: string; Name: string },
    raw: () => Promise<void>,
  ): Promise<void> {
    const actor = actorNow();
    const told = actor && this.told.get(actor)?.get(request.Name);
    return this.call('write', label, async (line) => {
      const { GroupName: group, Name: name } = request;
      const before = await this.aws.get(group, name);
      try {
        await line(raw);
      } finally {
        const after = await this.aws.get(group, name);
        if (stamp(before) !== stamp(after)) {
          this.counts.writes += 1;
          await this.judge(label, before, request, told);
        }
      }
    });
  }

  /** What AWS just carried out: was it allowed? */
  private async judge(
    label: string,
    before: AwsObserved | null,
    request: AwsRequest | { GroupName: string; Name: string },
    told: Told | undefined,
  ): Promise<void> {
    const { Name: name } = request;
    if (this.foreign.has(name) && before) this.violations.push(`${label}: it was foreign`);
    if (!('State' in request)) {
      if (before && !(await this.isGone(name))) this.violations.push(`${label}: nobody asked for it`);
      this.marks.delete(name);
      return;
    }
    const mark = this.marks.get(name);
    if (!mark) return;
    if (mark.decidedOn === fingerprintOf(before, encryptionKey())) this.marks.delete(name);
    else if (!told || told.at < mark.at) {
      // It was read before somebody changed it: AWS has no conditional write, so nobody could have known.
      this.counts.raced += 1;
      this.marks.delete(name);
    } else if (before && isBrake(before, request)) mark.before = null;
    else this.violations.push(`${label}: over what the console left, without a decision`);
  }

  /**
   * Somebody changes a schedule in the console: nothing comes between reading and writing it.
   * @param remembered whether the database had read it back: what never was live may be made again
   */
  async console(
    group: string,
    name: string,
    act: (observed: AwsObserved) => Partial<AwsRequest> | 'delete',
    remembered: boolean,
  ): Promise<void> {
    const before = await this.aws.get(group, name);
    if (!before || this.foreign.has(name)) return;
    const change = act(before);
    if (change === 'delete') await this.aws.remove(group, name);
    else await this.aws.update({ ...requestFrom(before), StartDate: undefined, ...change });
    this.counts.console += 1;
    this.touched.add(name);
    const after = await this.aws.get(group, name);
    const mark = this.marks.get(name);
    if (after && sameFields(after, before) && !mark) return;
    if (after && mark?.before && sameFields(after, mark.before)) this.marks.delete(name);
    else if (after || remembered)
      this.marks.set(name, { at: this.tick(), before: mark?.before ?? before, decidedOn: null });
    else this.marks.delete(name);
  }

  /** Somebody else's schedule comes to stand under a name that is to be ours. */
  async plant(group: string, name: string): Promise<void> {
    if (await this.aws.get(group, name)) return;
    await this.aws.create({
      GroupName: group,
      Name: name,
      Description: 'By hand',
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'DISABLED',
      Target: FOREIGN_TARGET,
    });
    const observed = await this.aws.get(group, name);
    if (observed) this.foreign.set(name, observed);
  }

  /** A person decided that Rota may write over what stands there, as it stood then. */
  decide(name: string, fingerprint: string): void {
    const mark = this.marks.get(name);
    if (mark) mark.decidedOn = fingerprint;
  }
}

const stamp = (observed: AwsObserved | null) => observed?.LastModificationDate?.getTime() ?? 'missing';

/** But for the start, which passes by itself. */
const sameFields = (one: AwsObserved | AwsRequest, other: AwsObserved | AwsRequest) =>
  digestOf({ ...one, StartDate: undefined }, KEY) === digestOf({ ...other, StartDate: undefined }, KEY);

/** Switching off, and saying so in the mark, is all that needs no decision. */
function isBrake(before: AwsObserved, request: AwsRequest): boolean {
  const mark = readOwnerMark(before);
  const braked = {
    ...before,
    State: 'DISABLED',
    ...(mark && { Description: ownerMark({ ...mark, off: true }) }),
  };
  return sameFields(braked as AwsObserved, request);
}

/** What an AWS schedule is, in a few words. */
export const inWords = (observed: AwsObserved | AwsRequest | null): string =>
  observed ? `g${generationIn(observed)} ${observed.State} ${observed.ScheduleExpression}` : 'nothing';
