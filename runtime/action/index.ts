import { main } from './main';
import { writeLine } from './write-line';

void main({
  arguments: process.argv.slice(2),
  variables: process.env,
  write: writeLine,
}).then((code) => {
  process.exitCode = code;
});
