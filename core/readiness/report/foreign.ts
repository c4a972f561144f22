export { foreignMarkdown, foreignSlack, printable } from '../../kernel/foreign-text';
