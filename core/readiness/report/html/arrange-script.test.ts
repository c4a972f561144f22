import { createHash } from 'node:crypto';
import { arrangeScript, arrangeScriptHash } from './arrange-script';

test('the policy names the script as it is', () => {
  const hash = createHash('sha256').update(arrangeScript).digest('base64');
  expect(arrangeScriptHash).toBe(`sha256-${hash}`);
  expect(arrangeScript).not.toContain('</');
});
