import { perObject, perText } from './memo';

test('a text is asked about once, and long texts of one length are distinguished', () => {
  const asked: string[] = [];
  const last = perText((text) => {
    asked.push(text);
    return text.at(-1);
  });
  const long = 'x'.repeat(20_000);
  const texts = ['a', 'b', `${long}a`, `${long}b`];
  expect([...texts, ...texts].map(last)).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']);
  expect(asked).toEqual(texts);
});

test('beyond the limit it forgets, and answers all the same', () => {
  let asked = 0;
  const size = perText((text) => {
    asked += 1;
    return text.length;
  }, 2);
  expect(['a', 'bb', 'ccc', 'a'].map(size)).toEqual([1, 2, 3, 1]);
  expect(asked).toBe(4);
});

test('an object is asked about once, also when the answer is nothing', () => {
  let asked = 0;
  const nothing = perObject((_: object) => {
    asked += 1;
    return undefined;
  });
  const subject = {};
  expect([nothing(subject), nothing(subject)]).toEqual([undefined, undefined]);
  expect(asked).toBe(1);
});
