import { main } from './main';

void main({
  arguments: process.argv.slice(2),
  variables: process.env,
  write: (line) => process.stdout.write(`${line}\n`),
}).then((code) => {
  process.exitCode = code;
});
