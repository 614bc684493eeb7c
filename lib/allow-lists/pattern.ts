/**
 * Whether a whole text fits a pattern: `*` is any number of characters, `:` and `/` among them, `?` is exactly one, and
 * everything else is itself, in its case. So IAM reads wildcards in the ARNs of a policy (IAM JSON policy elements:
 * Resource, docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html). It takes at most as
 * many steps as the lengths of both multiplied.
 */
export function fitsPattern(pattern: string, text: string): boolean {
  const [wanted, given] = [[...pattern], [...text]];
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let here = 0; here < given.length; ) {
    if (wanted[at] === '*') {
      star = at;
      resume = here;
      at += 1;
    } else if (wanted[at] === '?' || wanted[at] === given[here]) {
      at += 1;
      here += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      here = resume;
    } else return false;
  }
  return wanted.slice(at).every((char) => char === '*');
}

/**
 * The ARN of a function, a state machine or a task definition, or a pattern of such, without the version, alias or
 * revision behind it: `…:function:charge` of `…:function:charge:live`. Every other text is itself. Resource types of
 * Lambda, Step Functions and ECS, Service Authorization Reference.
 */
export const unqualified = (text: string): string =>
  text.replace(/^(.*:(?:function:|stateMachine:|task-definition\/)[^:/]+):[^:/]+$/, '$1');
