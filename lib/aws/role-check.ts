import {
  type ContextEntry,
  GetRoleCommand,
  IAMClient,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { type Access, clientConfig } from './credentials';
import { AwsError, classify } from './errors';

/** What IAM can tell of roles. Every method throws AwsError and nothing else. */
export type Iam = {
  /** A role's trust policy as JSON, or null where there is no such role. */
  trustOf(roleArn: string, signal?: AbortSignal): Promise<string | null>;
  /**
   * Which of the actions the principal's own policies allow on a resource. Policies of the resource and of the
   * organisation are not looked at.
   * @param context values of condition keys, as in `iam:PassedToService`
   */
  allowed(
    principalArn: string,
    actions: readonly string[],
    resource: string,
    context?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Set<string>>;
  destroy(): void;
};

/** IAM as an environment sees it. */
export function createIam(access: Access): Iam {
  const client = new IAMClient(clientConfig(access));
  return {
    trustOf: async (roleArn, signal) => {
      const RoleName = roleArn.split('/').at(-1);
      try {
        const { Role } = await client.send(new GetRoleCommand({ RoleName }), ending(signal));
        return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '{}');
      } catch (error) {
        const known = classify(error);
        if (known.kind === 'missing') return null;
        throw known;
      }
    },
    allowed: async (PolicySourceArn, actions, resource, context = {}, signal) => {
      const ContextEntries: ContextEntry[] = Object.entries(context).map(([key, value]) => ({
        ContextKeyName: key,
        ContextKeyType: 'string',
        ContextKeyValues: [value],
      }));
      try {
        const { EvaluationResults = [], IsTruncated } = await client.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn,
            ActionNames: [...actions],
            ResourceArns: [resource],
            ...(ContextEntries.length > 0 && { ContextEntries }),
          }),
          ending(signal),
        );
        if (IsTruncated) throw new AwsError('rejected', 'Truncated', 'IAM gave only a part of its answer.');
        return new Set(
          EvaluationResults.flatMap(({ EvalActionName, EvalDecision }) =>
            EvalActionName && EvalDecision === 'allowed' ? [EvalActionName] : [],
          ),
        );
      } catch (error) {
        throw classify(error);
      }
    },
    destroy: () => client.destroy(),
  };
}

const ending = (abortSignal: AbortSignal | undefined) => (abortSignal ? { abortSignal } : {});

/** The principal whose policies count for a caller: of a session the role itself (its path is not told). */
export function principalOf(callerArn: string): string {
  const session = /^arn:(aws[\w-]*):sts::(\d+):assumed-role\/([^/]+)\//.exec(callerArn);
  return session ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` : callerArn;
}
