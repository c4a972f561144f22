import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { arbitraryPolicy, plausibleFacts } from '../../../core/readiness/arbitrary-facts';
import { judge } from '../../../core/readiness/judge';
import { measure } from '../../../core/readiness/measure';
import { buildDocument } from '../../../core/readiness/report/build-document';
import { documentJsonSchema } from '../../../core/readiness/report/document';
import { projectRoot } from '../../support/tools';

const published = JSON.parse(
  readFileSync(path.join(projectRoot, 'docs', 'readiness.schema.json'), 'utf8'),
) as Record<string, unknown>;

test('the published schema is the one that readiness.json is checked by', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(documentJsonSchema())));
});

test('every document that is written keeps to the published schema', () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  const validate = ajv.compile(published);
  fc.assert(
    fc.property(plausibleFacts, arbitraryPolicy, (facts, policy) => {
      const rules = { ...policy, threshold: 90 };
      const judgement = judge(measure(facts, policy), rules, { fresh: facts.fresh, base: 90 });
      const document = buildDocument(facts, policy, judgement);
      expect(validate(JSON.parse(JSON.stringify(document)))).toBe(true);
    }),
    { numRuns: 50 },
  );
});
