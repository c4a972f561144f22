import { livesFromBirthToEnd } from './from-birth-to-end';

livesFromBirthToEnd('local');
