export {
  escapeSlack,
  foreignCell,
  foreignMarkdown,
  foreignSlack,
  printable,
} from '../../kernel/foreign-text';
