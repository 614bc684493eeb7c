import { z } from 'zod';
import { callerOf } from '@/lib/aws/identity';
import { createInventory, type Inventory, type Listed } from '@/lib/aws/inventory';
import { createIam, type Iam, principalOf } from '@/lib/aws/role-check';
import { query } from '@/lib/command';
import { db } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { allowedPrivate } from '@/lib/outbound/configured';
import { literalProblem } from '@/lib/outbound/look-up';
import { type Delivery, delivery } from '@/lib/targets/delivery';
import { shortName } from '@/lib/targets/kinds/webhook';
import { KIND_NAMES, type Kind } from '@/lib/targets/registry';
import type { EnvironmentRow } from './bootstrap';
import { bad, type Finding, Looks, ok } from './findings';
import { environmentId } from './schema';
import { schedulerTrust, workerTrust } from './trust-look';

/** A person waits for it. */
const PATIENCE_MS = 3_000;

const text = z.string().trim().max(1600);

const input = z.strictObject({
  environmentId,
  delivery: delivery.default('direct'),
  targets: z
    .array(
      z.strictObject({
        kind: z.enum(KIND_NAMES),
        arn: text,
        roleArn: text,
        taskDefinition: text.default(''),
      }),
    )
    .min(1)
    .max(20),
});

type Target = z.output<typeof input>['targets'][number];

/** What is called for each kind (Templated target types, EventBridge Scheduler user guide); Rota's worker calls the same. */
const ACTIONS: Record<Kind, string | null> = {
  ecs: 'ecs:RunTask',
  lambda: 'lambda:InvokeFunction',
  sqs: 'sqs:SendMessage',
  sns: 'sns:Publish',
  sfn: 'states:StartExecution',
  webhook: null,
  other: null,
};

/**
 * Looks in AWS whether targets are there and whether their roles may be used, as far as Rota may look, within three
 * seconds. It never stands in the way of a save.
 * @returns the findings of each target, in the order of the targets
 */
export const checkTargets = query({
  permission: 'schedule.create',
  input,
  at: ({ environmentId }) => ({ environmentId }),
  async run(_context, { environmentId: id, delivery, targets }): Promise<Finding[][]> {
    const environment = await db().environment.findUnique({ where: { id } });
    if (!environment) throw notFound('This environment');
    const inventory = createInventory(environment);
    const iam = createIam(environment);
    try {
      const looks = new Looks(PATIENCE_MS);
      const look = new TargetLook(environment, delivery, inventory, iam, looks);
      return await Promise.all(targets.map((target) => look.all(target)));
    } finally {
      inventory.destroy();
      iam.destroy();
    }
  },
});

/** The name in an ARN; of a function with its version or alias. */
const last = (arn: string) => /:function:(.+)$/.exec(arn)?.[1] ?? arn.split(/[:/]/).at(-1) ?? arn;

/** AWS has no part in it, and nobody wants a call before the first run: only an address itself tells something. */
function webhookFinding(address: string): Finding {
  const forbidden = URL.canParse(address) ? literalProblem(new URL(address), allowedPrivate()) : null;
  return forbidden
    ? bad(shortName(address), 'denied', 'is not for Rota to call.', forbidden)
    : bad(
        shortName(address),
        'unknown',
        'is not in AWS, and Rota has not called it: its first run will tell.',
      );
}

class TargetLook {
  readonly #caller: Promise<string>;
  /** Targets often share a role: each is looked at once. */
  readonly #roles = new Map<string, Promise<Finding[]>>();

  constructor(
    private readonly environment: EnvironmentRow,
    private readonly delivery: Delivery,
    private readonly inventory: Inventory,
    private readonly iam: Iam,
    private readonly looks: Looks,
  ) {
    this.#caller = callerOf(environment).then(({ arn }) => environment.roleArn ?? principalOf(arn));
    // Whoever looks at a role is told; nobody may.
    this.#caller.catch(() => undefined);
  }

  async all(target: Target): Promise<Finding[]> {
    if (target.kind === 'webhook') return [webhookFinding(target.arn)];
    const [there, role, may] = await Promise.all([
      this.#there(target),
      this.#role(target.roleArn),
      this.#may(target),
    ]);
    return [...there, ...role, may];
  }

  async #there({ kind, arn, taskDefinition }: Target): Promise<Finding[]> {
    const exists = (what: Listed, name: string, of: string) =>
      this.looks.find(`${name} ${last(of)}`, async (signal) =>
        (await this.inventory.exists(what, of, signal))
          ? ok(`${name} ${last(of)}`, 'is there.')
          : bad(
              `${name} ${last(of)}`,
              'missing',
              'is not there.',
              `Make it in ${this.environment.accountId}, ${this.environment.region}, or choose another: until then every run fails.`,
            ),
      );
    if (kind === 'lambda') return [await exists('function', 'Function', arn)];
    if (kind === 'sqs') return [await exists('queue', 'Queue', arn)];
    if (kind === 'sns') return [await exists('topic', 'Topic', arn)];
    if (kind === 'ecs')
      return Promise.all([
        exists('cluster', 'Cluster', arn),
        exists('taskDefinition', 'Task definition', taskDefinition),
      ]);
    return [bad(last(arn), 'unknown', 'Rota can not look at this kind of target.')];
  }

  #role(arn: string): Promise<Finding[]> {
    const known = this.#roles.get(arn);
    if (known) return known;
    const looked =
      this.delivery === 'through'
        ? Promise.all([workerTrust(arn, this.#caller, this.iam, this.looks)])
        : Promise.all([schedulerTrust(arn, this.environment, this.iam, this.looks), this.#passes(arn)]);
    this.#roles.set(arn, looked);
    return looked;
  }

  #passes(arn: string): Promise<Finding> {
    const subject = 'Rota’s right to use that role (iam:PassRole)';
    return this.looks.find(subject, async (signal) => {
      const context = { 'iam:PassedToService': 'scheduler.amazonaws.com' };
      const allowed = await this.iam.allowed(await this.#caller, ['iam:PassRole'], arn, context, signal);
      if (allowed.has('iam:PassRole')) return ok(subject, 'is given.');
      return bad(subject, 'denied', 'is missing.', `Add ${arn} to target_role_arns of the Terraform module.`);
    });
  }

  #may({ kind, arn, roleArn, taskDefinition }: Target): Promise<Finding> {
    const action = ACTIONS[kind];
    const subject = action ? `The role’s right to ${action}` : 'The role’s right to call the target';
    if (action === null) return Promise.resolve(bad(subject, 'unknown', 'depends on the target.'));
    return this.looks.find(subject, async (signal) => {
      const resource = kind === 'ecs' ? taskDefinition : arn;
      const context = kind === 'ecs' ? { 'ecs:cluster': arn } : undefined;
      const allowed = await this.iam.allowed(roleArn, [action], resource, context, signal);
      if (allowed.has(action)) return ok(subject, 'is given by its own policies.');
      return bad(
        subject,
        'denied',
        'is not given by its own policies.',
        `Allow ${action} on ${resource} in a policy of ${last(roleArn)}.`,
      );
    });
  }
}
