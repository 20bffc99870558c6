import { expect, test } from 'vitest';
import { isOlder, versionIn } from './version.ts';

test.each([
  ['etcd Version: 3.4.23\nGit SHA: Not provided\nGo Version: go1.19.8', '3.4.23'],
  ['CoreDNS-1.15.0\nlinux/amd64, go1.26.8,', '1.15.0'],
  ['Kubernetes v1.36.3', '1.36.3'],
  ['hello', undefined],
])('finds the version in %j', (text, version) => {
  expect(versionIn(text)).toBe(version);
});

test.each([
  ['3.4.23', '3.5.13', true],
  ['3.5.13', '3.5.13', false],
  ['3.10.0', '3.9.9', false],
  ['2.9.9', '3.0.0', true],
])('%s is older than %s: %s', (version, minimum, older) => {
  expect(isOlder(version, minimum)).toBe(older);
});
