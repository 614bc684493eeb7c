import { z } from 'zod';
import { inEnvironment } from '@/lib/auth/access';
import { callerOf } from '@/lib/aws/identity';
import { createIam, type Iam, principalOf } from '@/lib/aws/role-check';
import { query } from '@/lib/command';
import { db } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { readGroup, schedulerOf } from '@/lib/sync/group';
import { paced } from '@/lib/sync/paced';
import { QUEUE_FIELDS } from '@/lib/targets/environment-queues';
import { type EnvironmentRow, installationId } from './bootstrap';
import { bad, type Finding, Looks, ok } from './findings';
import { lookAt } from './health';
import { DELIVER, KEEP, LOOK } from './permissions';
import { lookAtQueues } from './queue-look';
import { environmentId } from './schema';
import { schedulerTrust } from './trust-look';

const PATIENCE_MS = 10_000;
/** Of the roles that targets use, the most used ones are tried. */
const ROLES_TRIED = 20;

/**
 * Tries what Rota needs in an environment: its credentials, its group and its queues by calls, everything else by asking IAM, which
 * may not be allowed either; then it is unknown. Marks how the environment stands.
 * @returns the findings: what is needed first, then what is only good to have
 */
export const checkEnvironment = query({
  permission: 'environment.check',
  input: z.strictObject({ id: environmentId }),
  at: ({ id }) => inEnvironment(id),
  async run(_context, { id }): Promise<{ needed: Finding[]; useful: Finding[] }> {
    const environment = await db().environment.findUnique({ where: { id } });
    if (!environment) throw notFound('This environment');
    const looks = new Looks(PATIENCE_MS);
    const credentials = await credentialsOf(environment, looks);
    await lookAt(environment);
    if (credentials.finding.verdict !== 'ok') return { needed: [credentials.finding], useful: [] };
    const roles = await rolesUsed(environment);
    const iam = createIam(environment);
    try {
      const tried = new Simulation(environment, credentials.principal, iam, looks);
      const [group, queues, needed, passed, posted, taken, useful] = await Promise.all([
        groupOf(environment, looks),
        lookAtQueues(environment, looks),
        tried.keep(),
        tried.passRole(roles),
        tried.post(),
        tried.take(),
        tried.look(roles),
      ]);
      const found = queues.flatMap(({ finding }) => finding ?? []);
      const rights = [...needed, ...passed, ...posted, ...taken];
      return { needed: [credentials.finding, group, ...found, ...rights], useful };
    } finally {
      iam.destroy();
    }
  },
});

async function credentialsOf(environment: EnvironmentRow, looks: Looks) {
  const { accountId, roleArn } = environment;
  const subject = roleArn ? `Role ${roleArn}` : 'Rota’s own credentials';
  let principal = '';
  const finding = await looks.find(subject, async () => {
    const caller = await callerOf(environment);
    principal = roleArn ?? principalOf(caller.arn);
    return caller.accountId === accountId
      ? ok(subject, `can be used, in account ${accountId}.`)
      : bad(
          subject,
          'denied',
          `belongs to account ${caller.accountId}, not ${accountId}.`,
          'Name a role of that account, or correct the account.',
        );
  });
  if (finding.verdict !== 'unknown') return { principal, finding };
  const todo = roleArn
    ? 'Apply the Terraform below in that account. A new role can take some seconds until it can be used.'
    : 'Give Rota’s processes credentials of AWS.';
  return { principal, finding: { ...finding, verdict: 'denied' as const, text: 'can not be used.', todo } };
}

/** The roles that AWS is given there: the one that posts, and those of targets that it calls itself, the most used first. */
async function rolesUsed({ id, dispatchRoleArn }: EnvironmentRow): Promise<string[]> {
  const used = await db().$queryRaw<{ arn: string }[]>`
    SELECT t.role_arn AS arn FROM target t JOIN schedule s ON s.id = t.schedule_id
    WHERE s.environment_id = ${id} AND s.state <> 'deleted' AND s.delivery = 'direct'
    GROUP BY t.role_arn ORDER BY count(*) DESC, t.role_arn LIMIT ${ROLES_TRIED}`;
  return [...new Set([...(dispatchRoleArn ? [dispatchRoleArn] : []), ...used.map(({ arn }) => arn)])];
}

/** A group of somebody else's is a refusal of Rota's own, not of AWS. */
async function groupOf(environment: EnvironmentRow, looks: Looks): Promise<Finding> {
  const { groupName } = environment;
  const subject = `Schedule group ${groupName}`;
  const found = await looks.find(subject, async () => {
    const scheduler = paced(schedulerOf(environment), environment.id);
    const { standing } = await readGroup(groupName, scheduler, await installationId());
    if (standing === 'own') return ok(subject, 'is this Rota’s own.');
    return ok(
      subject,
      standing === 'free'
        ? 'is empty and nobody’s: Rota claims it at its first save.'
        : 'is not there yet: Rota makes it at its first save.',
    );
  });
  if (!found.words?.startsWith('ForeignGroup: ')) return found;
  const words = found.words.replace('ForeignGroup: ', '');
  return { ...bad(subject, 'denied', words, 'Name another group: Rota leaves this one alone.') };
}

/** The last part of an ARN. */
const nameIn = (arn: string) => arn.split(/[:/]/).at(-1);

/** What IAM says that Rota may do. */
class Simulation {
  constructor(
    private readonly environment: EnvironmentRow,
    private readonly principal: string,
    private readonly iam: Iam,
    private readonly looks: Looks,
  ) {}

  async keep(): Promise<Finding[]> {
    const { region, accountId, groupName } = this.environment;
    const at = `arn:${this.#partition}:scheduler:${region}:${accountId}`;
    const found = await Promise.all([
      this.#try(KEEP.schedule, `${at}:schedule/${groupName}/any`),
      this.#try(KEEP.group, `${at}:schedule-group/${groupName}`),
      this.#try(KEEP.any, '*'),
    ]);
    return found.flat();
  }

  async look(roles: readonly string[]): Promise<Finding[]> {
    const { region, accountId } = this.environment;
    const at = (service: string, rest: string) =>
      `arn:${this.#partition}:${service}:${region}:${accountId}:${rest}`;
    const [role] = roles;
    const found = await Promise.all([
      this.#try(LOOK.any, '*'),
      this.#try(LOOK.cluster, at('ecs', 'cluster/any')),
      this.#try(LOOK.function, at('lambda', 'function:any')),
      this.#try(LOOK.queue, at('sqs', 'any')),
      this.#try(LOOK.topic, at('sns', 'any')),
      ...(role ? [this.#try(LOOK.role, role)] : []),
    ]);
    return found.flat();
  }

  async passRole(roles: readonly string[]): Promise<Finding[]> {
    const context = { 'iam:PassedToService': 'scheduler.amazonaws.com' };
    const asked = roles.map((arn) => this.#try(['iam:PassRole'], arn, { context, named: true }));
    const found = await Promise.all(asked);
    return found.flat();
  }

  /** What posts slots: into the dispatch queue, and what could not be posted there into the dead-letter queue. */
  async post(): Promise<Finding[]> {
    const { dispatchQueueArn, deadLetterQueueArn, dispatchRoleArn: principal } = this.environment;
    if (dispatchQueueArn === null || principal === null) return [];
    const queues = [dispatchQueueArn, ...(deadLetterQueueArn === null ? [] : [deadLetterQueueArn])];
    const [trust, ...sent] = await Promise.all([
      schedulerTrust(principal, this.environment, this.iam, this.looks),
      ...queues.map((arn) => this.#try(['sqs:SendMessage'], arn, { principal, named: true })),
    ]);
    return [trust, ...sent.flat()];
  }

  /** What Rota takes messages with, out of each queue that the environment names. */
  async take(): Promise<Finding[]> {
    const arns = QUEUE_FIELDS.flatMap((field) => this.environment[field] ?? []);
    const found = await Promise.all(arns.map((arn) => this.#try(DELIVER.queue, arn, { named: true })));
    return found.flat();
  }

  get #partition(): string {
    return /^arn:([^:]+):/.exec(this.principal)?.[1] ?? 'aws';
  }

  /**
   * One call for all of the actions: IAM is slow to answer and strict about how often it is asked.
   * @param options.named whether what is found names the resource, because there are several
   */
  async #try(
    actions: readonly string[],
    resource: string,
    { context = {}, principal = this.principal, named = false } = {},
  ): Promise<Finding[]> {
    const whose = principal === this.principal ? '' : ` of ${nameIn(principal)}`;
    const where = named ? ` on ${nameIn(resource)}` : '';
    const subjects = actions.map((action) => `${action}${whose}${where}`);
    let allowed = new Set<string>();
    const answered = await this.looks.find('', async (signal) => {
      allowed = await this.iam.allowed(principal, actions, resource, context, signal);
      return ok('', '');
    });
    return subjects.map((subject, index) => {
      if (answered.verdict !== 'ok') return { ...answered, subject };
      if (allowed.has(actions[index] ?? '')) return ok(subject, 'is allowed.');
      return bad(
        subject,
        'denied',
        'is not allowed.',
        `Allow it on ${resource}, as the Terraform below does.`,
      );
    });
  }
}
