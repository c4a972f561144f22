'use strict';
// A pack of one's own with some of Gatehouse's rules.
const { PolicyPack } = require('@pulumi/policy');
const { policiesOf, rules } = require('gatehouse/policies');

new PolicyPack('acme', {
  policies: policiesOf(
    rules.filter(({ name }) =>
      ['coverage-gate', 'pinned-actions', 'branch-protected'].includes(name),
    ),
  ),
});
