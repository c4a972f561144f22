export { areOursIn, hasOurs, isMergeable, otherPlaces, withoutOurs, withOurs } from './merged-file';
