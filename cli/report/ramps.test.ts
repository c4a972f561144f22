import { pipelineComponent } from '../../core/kernel/resource-types';
import { type StepReport } from '../engine/run-report';
import { rampLines } from './ramps';

const pipeline = (repository: string, gates: object, operation = 'same') =>
  ({ type: pipelineComponent, operation, inputs: { repository, gates } }) as unknown as StepReport;
const security = (mode: string, enforce: string) => ({
  ...{ security: mode, ramp: { security: { enforce } } },
});

test('the plan counts the days until gates become stricter, the next one first', () => {
  const steps = [
    pipeline('c', security('warn', '2027-02-01')),
    pipeline('b', security('warn', '2027-01-16')),
    pipeline('a', security('new', '2027-01-16')),
    pipeline('d', security('enforce', '2027-01-16')),
    pipeline('e', { security: 'warn' }),
    pipeline('f', security('warn', '2027-01-16'), 'delete'),
    pipeline('g', {
      ...{ lint: 'warn', types: 'warn' },
      ramp: { lint: { new: '2027-01-16', enforce: '2027-01-20' }, types: { new: '2027-01-20' } },
    }),
  ];
  expect(rampLines(steps, '2027-01-15')).toEqual([
    'The lint gate blocks new findings from 2027-01-16 on, in 1 day (in g)',
    'The security gate enforces from 2027-01-16 on, in 1 day (in 2 repositories: a, b)',
    'The lint gate enforces from 2027-01-20 on, in 5 days (in g)',
    'The types gate blocks new findings from 2027-01-20 on, in 5 days (in g)',
    'The security gate enforces from 2027-02-01 on, in 17 days (in c)',
  ]);
  expect(rampLines(steps, '2027-02-01')).toEqual([
    'The security gate has enforced since 2027-01-16; set gates.security to enforce (in 2 repositories: a, b)',
    'The lint gate has enforced since 2027-01-20; set gates.lint to enforce (in g)',
    'The types gate has blocked new findings since 2027-01-20; set gates.types to new (in g)',
    'The security gate has enforced since 2027-02-01; set gates.security to enforce (in c)',
  ]);
});
