import { makeSecret } from '../../provider/protocol/property-value';
import { SecretMask } from './secret-mask';

function maskOf(...values: readonly string[]): SecretMask {
  const mask = new SecretMask();
  mask.learn({ deep: [{ token: makeSecret({ parts: values }) }], plain: 'ordinary' });
  return mask;
}

it('takes every secret out of a text, the longer one first', () => {
  expect(maskOf('hunter2', 'hunter2-and-more').mask('was hunter2-and-more, is hunter2')).toBe(
    'was [secret], is [secret]',
  );
});

it('takes out single lines of a secret of several lines', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\n-----END KEY-----';
  expect(maskOf(key).mask('bad line MIIEvQIBADANBgkqhkiG')).toBe('bad line [secret]');
});

it('leaves what is no secret, and words too short to be one', () => {
  expect(maskOf('yes').mask('yes, ordinary words')).toBe('yes, ordinary words');
});

it('takes out control sequences', () => {
  expect(new SecretMask().mask('\u001b[31mred\u001b[39m')).toBe('red');
});
