import { alarmLink, monitorLink } from './alarm-link';

test('a link to alarms searches for what their names begin with', () => {
  expect(alarmLink('eu-central-1', 'smoke a')).toBe(
    'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:?search=smoke%20a',
  );
});

test.each([
  ['staging', 'smoke-orders.api-staging'],
  ['eu west/1', 'smoke-orders.api-eu-west-1'],
])('the monitor of %s is found by the name that its alarms have', (environment, name) => {
  const link = monitorLink('us-east-1', { repository: 'orders.api', environment });
  expect(new URL(link).hash).toBe(`#alarmsV2:?search=${name}`);
});
