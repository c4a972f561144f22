import { exampleSettings } from '../../../core/pipeline/example-settings';
import { renderFiles } from '../../../core/pipeline/render-files';
import { longestDaysIn } from '../../../core/waivers/listed-waivers';

test.each([1, 45, 90, 365])('the limit of %i days is found in the delivered workflows', (days) => {
  const { files } = renderFiles({ ...exampleSettings, waivers: { longestDays: days } });
  expect(longestDaysIn(files.map(({ content }) => content))).toBe(days);
});
