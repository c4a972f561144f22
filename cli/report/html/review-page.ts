import { isComplete, isWeaker, type Review, type StackReview } from '../../review/review';
import { againstText, caveats, problemText, stackText } from '../review-words';
import { changesSection } from './changes-section';
import { gatesSection } from './gates-section';
import { html, type Markup } from './markup';
import { page } from './page';

/** A comparison of two revisions as a page. */
export function reviewPage(review: Review): string {
  const against = againstText(review);
  const bad = !isComplete(review) || isWeaker(review);
  return page(`Gatehouse: against ${against}`, [
    html`<h1>Compared with ${against}</h1>
      <p class="verdict ${bad ? 'bad' : 'well'}">
        ${
          !isComplete(review)
            ? 'Not every stack could be compared.'
            : isWeaker(review)
              ? 'Gates become weaker.'
              : 'No gate becomes weaker.'
        }
      </p>
      <ul>
        ${review.stacks.map((stack) => html`<li>${stackText(stack)}</li>`)}
      </ul>
      <p class="quiet">From Gatehouse's embedded host, not the Pulumi engine.</p>
      ${caveats(review).map((text) => html`<p class="care">Note: ${text}.</p>`)}`,
    ...review.stacks.map((stack) => stackSection(stack, review)),
  ]);
}

function stackSection(stack: StackReview, review: Review): Markup {
  const { compared, problems } = stack;
  const errors = problems.map(
    (problem) => html`<pre tabindex="0" class="bad">${problemText(problem, review)}</pre>`,
  );
  return html`<article>
    <h1>${stack.stack}</h1>
    ${errors}${gatesSection(compared?.gates, againstText(review))}${changesSection(
      `What changes in ${stack.stack}`,
      compared?.changes ?? [],
    )}
  </article>`;
}
