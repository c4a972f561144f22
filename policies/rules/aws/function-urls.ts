import { textProp } from '../../../core/reading/resource-view';
import { resourceRule } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

/** A function is not called by whoever finds its address. */
export const functionUrls = resourceRule({
  name: 'function-urls',
  description: 'Function URLs require IAM authentication',
  severity: 'high',
  why: 'With the authorization type NONE everyone on the internet can run the function, at your cost and with its role.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  remediation:
    'Set authorizationType to AWS_IAM, or put an API with its own authorization before it.',
  types: [awsTypes.lambda.FunctionUrl],
  example: {
    violates: {
      type: awsTypes.lambda.FunctionUrl,
      props: { functionName: 'worker', authorizationType: 'NONE' },
    },
    passes: {
      type: awsTypes.lambda.FunctionUrl,
      props: { functionName: 'worker', authorizationType: 'AWS_IAM' },
    },
  },
  check: ({ props }) =>
    textProp(props, 'authorizationType') === 'NONE'
      ? [{ message: 'everyone can call the function', fix: 'set authorizationType to AWS_IAM' }]
      : [],
});
