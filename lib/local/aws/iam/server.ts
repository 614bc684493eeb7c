import { AwsError } from '../errors';
import { type Endpoint, listen, type Reply, type Request } from '../http';
import { element, text, xmlFailure, xmlReply } from '../query-xml';
import type { ServiceOptions } from '../service-options';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

export interface IamOptions extends ServiceOptions {
  /** Role ARNs whose trust policy leaves EventBridge Scheduler out, and everybody else. */
  unassumableRoles: ReadonlySet<string>;
}

/**
 * GetRole and SimulatePrincipalPolicy. Nothing here is forbidden by a policy, and the simulation says so; every name is
 * a role, as every role is taken by the other endpoints.
 */
export function startIam(options: IamOptions): Promise<Endpoint> {
  function getRole(parameters: URLSearchParams, { account, requestId }: Request): Reply {
    const name = parameters.get('RoleName') ?? '';
    const arn = `arn:aws:iam::${account}:role/${name}`;
    const Principal = options.unassumableRoles.has(arn)
      ? { Service: 'ec2.amazonaws.com' }
      : { Service: 'scheduler.amazonaws.com', AWS: '*' };
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
    };
    const role =
      text('Path', '/') +
      text('RoleName', name) +
      text('RoleId', 'AROALOCAL') +
      text('Arn', arn) +
      text('CreateDate', '2026-01-01T00:00:00Z') +
      text('AssumeRolePolicyDocument', encodeURIComponent(JSON.stringify(trust)));
    return xmlReply('GetRole', element('Role', role), requestId, NAMESPACE);
  }

  function simulate(parameters: URLSearchParams, { requestId }: Request): Reply {
    const actions = [...parameters].flatMap(([name, value]) =>
      /^ActionNames\.member\.\d+$/.test(name) ? [value] : [],
    );
    const results = actions.map((action) =>
      element('member', text('EvalActionName', action) + text('EvalDecision', 'allowed')),
    );
    const inner = element('EvaluationResults', results.join('')) + text('IsTruncated', 'false');
    return xmlReply('SimulatePrincipalPolicy', inner, requestId, NAMESPACE);
  }

  return listen({
    ...options,
    failure: (error, request) => xmlFailure(error, request.requestId, NAMESPACE),
    handle: async (request) => {
      const parameters = new URLSearchParams(request.body || request.url.search);
      const action = parameters.get('Action') ?? '';
      if (action === 'GetRole') return getRole(parameters, request);
      if (action === 'SimulatePrincipalPolicy') return simulate(parameters, request);
      throw new AwsError('InvalidAction', `Could not find operation ${action} for version 2010-05-08`);
    },
  });
}
