import { type ChangeGroup } from '../review/change-group';
import { type Review, type StackReview } from '../review/review';
import { gateMarkdown } from './gate-markdown';
import { escaped } from './markdown-text';
import { repositoriesText } from './repositories-text';
import { againstText, caveats, changeText, problemText, stackText } from './review-words';

/** GitHub takes 65,536 characters in a comment; the rest is left for what a workflow puts around it. */
const longestComment = 60_000;

/** A comparison of two revisions as GitHub-flavoured Markdown, for a pull request's comment. */
export function reviewMarkdown(review: Review): string {
  const head = [
    `### Gatehouse: this change against ${escaped(againstText(review))}`,
    ...caveats(review).map((text) => `_Note: ${escaped(text)}._`),
    ...review.stacks.map((stack) => stackHead(stack, review)),
  ];
  const budget = new Budget(longestComment - head.join('\n\n').length);
  const details = review.stacks.flatMap((stack) => stackDetails(stack, budget));
  const left =
    budget.refused === 0
      ? []
      : [
          `_${budget.refused} more changes do not fit in this comment; \`gatehouse plan --against ${escaped(review.against.revision)} --diff\` shows them._`,
        ];
  return `${[...head, ...details, ...left].filter((part) => part !== '').join('\n\n')}\n`;
}

/** What must be seen first: the verdict on each stack and its gates. */
function stackHead(stack: StackReview, review: Review): string {
  return [
    `#### ${escaped(stackText(stack))}`,
    ...stack.problems.map((problem) => `- **error** ${escaped(problemText(problem, review))}`),
    gateMarkdown(stack.compared?.gates, againstText(review)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function stackDetails({ stack, compared }: StackReview, budget: Budget): readonly string[] {
  const changes = (compared?.changes ?? []).flatMap((group) => budget.take(changeMarkdown(group)));
  if (changes.length === 0) return [];
  return [
    `<details><summary>What changes in ${escaped(stack)}</summary>`,
    ...changes,
    '</details>',
  ];
}

function changeMarkdown(group: ChangeGroup): string {
  const where = group.repositories.length === 0 ? '' : `, ${repositoriesText(group.repositories)}`;
  const title = `**${group.kind}** ${escaped(`${changeText(group)}${where}`)}`;
  switch (group.of) {
    case 'repository':
      return title;
    case 'file':
      return group.diff.text === '' ? title : `${title}\n\n${fenced(group.diff.text)}`;
    case 'resource': {
      const rows = group.differences.map(
        ({ path, before, after }) => `- ${escaped(`${path}: ${before} → ${after}`)}`,
      );
      return [title, ...(rows.length === 0 ? [] : ['', ...rows])].join('\n');
    }
  }
}

/** A code block whose fence is longer than any in the text, so that nothing gets out of it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}diff\n${text}\n${fence}`;
}

/** Room for text; what does not fit is counted. */
class Budget {
  refused = 0;

  constructor(private left: number) {}

  take(text: string): readonly string[] {
    if (text.length + 2 > this.left) {
      this.refused += 1;
      return [];
    }
    this.left -= text.length + 2;
    return [text];
  }
}
