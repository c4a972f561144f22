export { areOursIn, hasOurs, isMergeable, otherPlaces, withoutOurs, withOurs } from './merged-file';
export { jobsAmong, withJobs, withoutJobs } from './workflow-jobs';
