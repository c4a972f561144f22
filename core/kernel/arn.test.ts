import { isEveryResource } from './arn';

test.each<[string, boolean]>([
  ['*', true],
  ['**', true],
  ['arn:aws:s3:::*', true],
  ['arn:aws:s3:::*/*', true],
  ['arn:aws:s3:::?*', true],
  ['arn:aws:s3:::*?*', true],
  ['arn:aws:sqs:eu-central-1:111122223333:*', true],
  ['arn:aws:sqs:*:*:*', true],
  ['arn:aws:iam::111122223333:role/*', true],
  ['arn:aws:iam::111122223333:user/*/*', true],
  ['arn:aws:logs:*:*:log-group:*', true],
  ['arn:aws:logs:*:*:log-group:*:*', true],
  ['arn:*', true],
  ['arn:aws:s3:::reports', false],
  ['arn:aws:s3:::reports/*', false],
  ['arn:aws:s3:::reports-*', false],
  ['arn:aws:iam::*:role/deploy', false],
  ['arn:aws:iam::111122223333:role/app/*', false],
  ['arn:aws:logs:*:*:log-group:/aws/lambda/*', false],
  ['arn:aws:sns:eu-central-1:111122223333:alarms', false],
  ['', false],
])('%j is every resource: %j', (arn, expected) => {
  expect(isEveryResource(arn)).toBe(expected);
});
