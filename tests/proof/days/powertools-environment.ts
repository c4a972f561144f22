/* Powertools reads these when its modules are loaded: import this one first. */

// To the console of this process, which a test can listen to, instead of one of its own; that mode leaves metrics out.
process.env['POWERTOOLS_DEV'] = 'true';
process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';
process.env['POWERTOOLS_METRICS_NAMESPACE'] = 'Gatehouse';
// Asked for once by each client, though none sends anything.
process.env['AWS_REGION'] = 'us-east-1';
