import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../config/read.ts';
import type { Configuration } from '../config/schema.ts';
import { changesBetween, describeChanges, isEmpty } from './changes.ts';

const base = `owner: o
manifests: [a]
sources: [ingress]
outputs:
  - { name: one, zones: [a.b], dns: { listen: ['127.0.0.1:1'] } }
  - { name: two, zones: [c.d], owner: own, skydns: {} }
`;

function configuration(text: string): Configuration {
  const result = readConfiguration(text, 'f');
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.configuration;
}

describe('changesBetween', () => {
  test.each<[what: string, from: string, to: string, described: string]>([
    ['nothing', '', '', 'nothing that matters'],
    ['a comment and the form', 'owner: o', '# a comment\nowner: "o"', 'nothing that matters'],
    ['a source', '[ingress]', '[service]', 'objects and sources start anew'],
    ['a manifest', '[a]', '[a, b]', 'objects and sources start anew'],
    [
      'a name rule',
      'owner: o',
      'owner: o\nnameRules: [{namespace: x, allow: []}]',
      'objects and sources start anew',
    ],
    [
      'what follows from records',
      'owner: o',
      'owner: o\nderive: { createPtr: true }',
      'objects and sources start anew',
    ],
    ['an output’s types', 'zones: [a.b],', 'zones: [a.b], recordTypes: [A],', 'output one changed'],
    ['an output’s zone', '[a.b]', '[a.b, e.f]', 'output one changed'],
    ['an output’s policy', 'name: two,', 'name: two, policy: upsert-only,', 'output two changed'],
    ['the owner, for who has none of their own', 'owner: o', 'owner: p', 'output one changed'],
    ['a name', 'name: two', 'name: three', 'output three added; output two removed'],
    ['guards', 'owner: o', 'owner: o\nguards: { massDeletion: { share: 1 } }', 'guards'],
    ['the log', 'owner: o', 'owner: o\nlog: { level: debug }', 'log'],
    ['health', 'owner: o', 'owner: o\nhealth: { listen: ":1" }', 'health'],
    ['metrics', 'owner: o', 'owner: o\nmetrics: { listen: ":1" }', 'metrics'],
  ])('%s', (_, from, to, described) => {
    const changes = changesBetween(configuration(base), configuration(base.replace(from, to)));
    expect(describeChanges(changes)).toBe(described);
    expect(isEmpty(changes)).toBe(described === 'nothing that matters');
  });
});
