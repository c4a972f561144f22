import { pipelineComponent } from '../../core/kernel/resource-types';
import { type StepReport } from '../engine/run-report';
import { rampLines } from './ramps';

const pipeline = (repository: string, gates: Record<string, string>, operation = 'same') =>
  ({ type: pipelineComponent, operation, inputs: { repository, gates } }) as unknown as StepReport;

test('the plan counts the days until gates enforce, the next one first', () => {
  const steps = [
    pipeline('c', { security: 'warn', securityFrom: '2027-02-01' }),
    pipeline('b', { security: 'warn', securityFrom: '2027-01-16' }),
    pipeline('a', { security: 'new', securityFrom: '2027-01-16' }),
    pipeline('d', { security: 'enforce', securityFrom: '2027-01-16' }),
    pipeline('e', { security: 'warn' }),
    pipeline('f', { security: 'warn', securityFrom: '2027-01-16' }, 'delete'),
  ];
  expect(rampLines(steps, '2027-01-15')).toEqual([
    'The security gate enforces from 2027-01-16 on, in 1 day (in 2 repositories: a, b)',
    'The security gate enforces from 2027-02-01 on, in 17 days (in c)',
  ]);
  expect(rampLines(steps, '2027-02-01')[1]).toBe(
    'The security gate has enforced since 2027-02-01; set gates.security to enforce (in c)',
  );
});
