import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TARGETS } from '@/lib/local/test-inputs';
import { contextOf, REFUSED_ROLE, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { stateOf } from '@/lib/local/test-rows';
import { currentEnvironment } from './bootstrap';
import { checkTargets } from './target-check';

let product: TestProduct<{ aws: true }>;
let environmentId: string;
let iam: Server;
let iamUrl: string;
const ownEndpoints: Record<string, string | undefined> = {};
/** What the stand-in for IAM answers: a status and XML by action, or nothing at all. */
let answer: ((action: string, parameters: URLSearchParams) => [number, string]) | 'hang';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  environmentId = (await currentEnvironment()).id;
  iam = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    if (answer === 'hang') return;
    const parameters = new URLSearchParams(body);
    const [status, xml] = answer(parameters.get('Action') ?? '', parameters);
    response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
  });
  await new Promise<void>((resolve) => iam.listen(0, '127.0.0.1', resolve));
  iamUrl = `http://127.0.0.1:${(iam.address() as AddressInfo).port}`;
});
afterAll(async () => {
  iam.closeAllConnections();
  iam.close();
  await product?.stop();
});
afterEach(() => {
  for (const [name, value] of Object.entries(ownEndpoints)) process.env[name] = value;
});

/** Puts another endpoint in the place of a service's. */
function endpoint(service: string, url: string) {
  const name = `AWS_ENDPOINT_URL_${service}`;
  ownEndpoints[name] ??= process.env[name];
  process.env[name] = url;
}
const iamSays = (what: typeof answer) => {
  answer = what;
  endpoint('IAM', iamUrl);
};

/** The verdict that counts where several were found. */
const worst = (findings: readonly { verdict: string }[]) =>
  ['denied', 'missing', 'unknown', 'ok'].find((one) => findings.some(({ verdict }) => verdict === one));
const ask = async (...targets: Record<string, unknown>[]) => {
  const sent = targets.map(({ kind, arn, roleArn, taskDefinition }) => ({
    kind,
    arn,
    roleArn,
    ...(taskDefinition !== undefined && { taskDefinition }),
  }));
  return checkTargets(contextOf('editor'), { environmentId, targets: sent });
};
const askThrough = (target: { kind: string; arn: string; roleArn: string }) => {
  const { kind, arn, roleArn } = target;
  return checkTargets(contextOf('editor'), {
    environmentId,
    delivery: 'through',
    targets: [{ kind, arn, roleArn }],
  });
};
const verdicts = async (...targets: Record<string, unknown>[]) =>
  (await ask(...targets)).map((findings) => worst(findings));
const refusal = (code: string, message: string): [number, string] => [
  403,
  `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
];
const simulation = (decision: string, { keys }: { keys: string[] }) =>
  `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults>${keys
    .map(
      (key) =>
        `<member><EvalActionName>${key}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`,
    )
    .join('')}</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`;
const actionsOf = (parameters: URLSearchParams) => ({
  keys: [...parameters].flatMap(([name, value]) => (name.startsWith('ActionNames') ? [value] : [])),
});

describe('a target', () => {
  it('of every kind that is there, with a role that may be used, is in order', async () => {
    const { lambda, sqs, fifo, sns, ecs } = TARGETS;
    expect(await verdicts(lambda, sqs, fifo, sns, ecs)).toEqual(Array(5).fill('ok'));
  });

  it.each([
    ['function', { ...TARGETS.lambda, arn: `${TARGETS.lambda.arn}-gone` }],
    ['queue', { ...TARGETS.sqs, arn: `${TARGETS.sqs.arn}-gone` }],
    ['topic', { ...TARGETS.sns, arn: `${TARGETS.sns.arn}-gone` }],
    ['cluster', { ...TARGETS.ecs, arn: `${TARGETS.ecs.arn}-gone` }],
    ['task definition', { ...TARGETS.ecs, taskDefinition: `${TARGETS.ecs.taskDefinition}-gone` }],
  ])('whose %s is not there is missing, and it is said what to do', async (what, target) => {
    const [findings = []] = await ask(target);
    const missing = findings.filter(({ verdict }) => verdict !== 'ok');
    expect(missing).toEqual([
      expect.objectContaining({
        verdict: 'missing',
        subject: expect.stringMatching(new RegExp(`^${what} .*-gone$`, 'i')),
        todo: expect.stringContaining('eu-central-1'),
      }),
    ]);
  });

  it('that Rota delivers needs a role that trusts its worker, and no right to pass it on', async () => {
    const [found = []] = await askThrough(TARGETS.sqs);
    expect(found.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok']);
    expect(found[1]).toMatchObject({ subject: 'Role rota-scheduler', text: 'trusts Rota’s worker.' });
    const [refused = []] = await askThrough({ ...TARGETS.sqs, roleArn: REFUSED_ROLE });
    expect(refused[1]).toMatchObject({
      verdict: 'denied',
      text: 'does not trust Rota’s worker.',
      todo: 'Let its trust policy name arn:aws:iam::000000000000:user/local, for sts:AssumeRole.',
    });
  });

  it('of a version or an alias is there only where that is', async () => {
    expect(await verdicts({ ...TARGETS.lambda, arn: `${TARGETS.lambda.arn}:$LATEST` })).toEqual(['ok']);
    const [[finding] = []] = await ask({ ...TARGETS.lambda, arn: `${TARGETS.lambda.arn}:live` });
    expect(finding).toMatchObject({ subject: 'Function send-statements:live', verdict: 'missing' });
  });

  it('of a kind that Rota can not look at is unknown, not in order', async () => {
    expect(await verdicts(TARGETS.sfn, TARGETS.other)).toEqual(['unknown', 'unknown']);
  });
});

describe('a webhook', () => {
  const look = async (address: string) => {
    const [findings = []] = await ask({ kind: 'webhook', arn: address, roleArn: '' });
    return findings;
  };

  it('of a name is unknown, because Rota does not call it before its first run', async () => {
    expect(await look('https://hooks.example.com/nightly')).toEqual([
      expect.objectContaining({
        subject: 'hooks.example.com/nightly',
        verdict: 'unknown',
        text: expect.stringContaining('Rota has not called it'),
      }),
    ]);
  });

  it('of an address that Rota may not call is not allowed', async () => {
    expect(await look('https://10.0.0.5/x')).toEqual([
      expect.objectContaining({
        verdict: 'denied',
        todo: expect.stringContaining('ROTA_ALLOWED_PRIVATE_HOSTS'),
      }),
    ]);
  });
});

describe('a role', () => {
  it('that does not trust EventBridge Scheduler is not allowed, with what its policy should name', async () => {
    const [findings = []] = await ask({ ...TARGETS.lambda, roleArn: REFUSED_ROLE });
    expect(findings.filter(({ verdict }) => verdict === 'denied')).toEqual([
      expect.objectContaining({
        subject: 'Role not-trusted',
        todo: expect.stringContaining('arn:aws:scheduler:eu-central-1:000000000000:schedule-group/rota'),
      }),
    ]);
  });

  it('that is not there is missing', async () => {
    iamSays((action, parameters) =>
      action === 'GetRole'
        ? [
            404,
            '<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>gone</Message></Error></ErrorResponse>',
          ]
        : [200, simulation('allowed', actionsOf(parameters))],
    );
    expect(await verdicts(TARGETS.lambda)).toEqual(['missing']);
  });

  it('that Rota may not pass, and that may not call, is not allowed twice', async () => {
    iamSays((action, parameters) =>
      action === 'GetRole'
        ? refusal('AccessDenied', 'not authorized to perform: iam:GetRole')
        : [200, simulation('implicitDeny', actionsOf(parameters))],
    );
    const [findings = []] = await ask(TARGETS.sns);
    expect(findings).toEqual([
      expect.objectContaining({ subject: 'Topic reports', verdict: 'ok' }),
      expect.objectContaining({
        verdict: 'unknown',
        words: 'AccessDenied: not authorized to perform: iam:GetRole',
      }),
      expect.objectContaining({ subject: expect.stringContaining('iam:PassRole'), verdict: 'denied' }),
      expect.objectContaining({ subject: expect.stringContaining('sns:Publish'), verdict: 'denied' }),
    ]);
  });

  it('is asked about as who would use it, with the conditions that policies may have', async () => {
    const asked: Record<string, string>[] = [];
    iamSays((action, parameters) => {
      asked.push(Object.fromEntries(parameters));
      return action === 'GetRole'
        ? refusal('AccessDenied', 'no')
        : [200, simulation('allowed', actionsOf(parameters))];
    });
    await ask(TARGETS.ecs);
    const simulated = asked.filter(({ Action }) => Action === 'SimulatePrincipalPolicy');
    expect(simulated).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          PolicySourceArn: 'arn:aws:iam::000000000000:user/local',
          'ActionNames.member.1': 'iam:PassRole',
          'ResourceArns.member.1': TARGETS.ecs.roleArn,
          'ContextEntries.member.1.ContextKeyName': 'iam:PassedToService',
          'ContextEntries.member.1.ContextKeyValues.member.1': 'scheduler.amazonaws.com',
        }),
        expect.objectContaining({
          PolicySourceArn: TARGETS.ecs.roleArn,
          'ActionNames.member.1': 'ecs:RunTask',
          'ResourceArns.member.1': TARGETS.ecs.taskDefinition,
          'ContextEntries.member.1.ContextKeyValues.member.1': TARGETS.ecs.arn,
        }),
      ]),
    );
  });

  it('that several targets share is looked at once', async () => {
    let looked = 0;
    iamSays((action, parameters) => {
      if (action === 'GetRole') looked += 1;
      return action === 'GetRole'
        ? refusal('AccessDenied', 'no')
        : [200, simulation('allowed', actionsOf(parameters))];
    });
    await ask(TARGETS.lambda, TARGETS.sqs, TARGETS.sns);
    expect(looked).toBe(1);
  });
});

describe('the check', () => {
  it('is unknown, not in order, where AWS does not answer, and over in three seconds', async () => {
    iamSays('hang');
    endpoint('LAMBDA', iamUrl);
    const began = Date.now();
    const [findings = []] = await ask(TARGETS.lambda);
    expect(Date.now() - began).toBeLessThan(3_500);
    expect(findings.map(({ verdict }) => verdict)).toEqual(Array(4).fill('unknown'));
  });

  it('writes nothing', async () => {
    const before = await stateOf(product.database);
    await ask(TARGETS.lambda, TARGETS.ecs);
    expect(await stateOf(product.database)).toEqual(before);
  });

  it('is for those who may create schedules', async () => {
    const input = { environmentId, targets: [{ kind: 'sqs', arn: 'x', roleArn: 'x' }] };
    await expect(checkTargets(contextOf('operator'), input)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('of an environment that does not exist is refused', async () => {
    const targets = [{ kind: 'sqs', arn: 'x', roleArn: 'x' }];
    const call = checkTargets(contextOf('editor'), { environmentId: '0000000000000000', targets });
    await expect(call).rejects.toMatchObject({ code: 'not-found' });
  });
});
