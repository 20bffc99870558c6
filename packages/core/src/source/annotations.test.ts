import { describe, expect, test } from 'vitest';
import { aService, resultText } from '../testing/manifests.ts';
import { annotationsOf, defaultAnnotationPrefixes, firstAnnotation, isForAnother } from './annotations.ts';
import { collector } from './collector.ts';

const NEW = 'external-dns.kubernetes.io/';
const OLD = 'external-dns.alpha.kubernetes.io/';

function reading(annotations: Record<string, string>, prefixes = defaultAnnotationPrefixes) {
  const object = aService({ annotations });
  const collect = collector(object);
  return {
    object,
    read: annotationsOf(object, prefixes, collect.report),
    problems: () => resultText(collect.result(undefined)),
    messages: () => collect.result(undefined).problems.map(({ message }) => message),
  };
}

describe('prefixes', () => {
  test.each<[what: string, annotations: Record<string, string>, first: string | undefined]>([
    ['only the new', { [`${NEW}ttl`]: '60' }, '60'],
    ['only the old', { [`${OLD}ttl`]: '60' }, '60'],
    ['both, equal', { [`${NEW}ttl`]: '60', [`${OLD}ttl`]: '60' }, '60'],
    ['equal but for white space around', { [`${NEW}ttl`]: '60', [`${OLD}ttl`]: ' 60\n' }, '60'],
    ['the new blank', { [`${NEW}ttl`]: ' ', [`${OLD}ttl`]: '60' }, '60'],
    ['none', {}, undefined],
    ['a foreign one', { 'example.com/ttl': '60' }, undefined],
  ])('%s', (_what, annotations, first) => {
    const { object, read, problems } = reading(annotations);
    expect(firstAnnotation(object, defaultAnnotationPrefixes, 'ttl')).toBe(first);
    expect(read.ttl()).toBe(first === undefined ? undefined : Number(first));
    expect(problems()).toEqual([]);
  });

  test('the first listed wins, and a disagreement is told', () => {
    const { read, problems, messages } = reading({ [`${OLD}ttl`]: '60', [`${NEW}ttl`]: '30' });
    expect(read.ttl()).toBe(30);
    expect(problems()).toEqual(['! SKY_ANNOTATION_DISAGREES at annotation ttl']);
    expect(messages()).toEqual([
      'external-dns.kubernetes.io/ttl is "30", but external-dns.alpha.kubernetes.io/ttl is "60"; the first counts.',
    ]);
    expect(reading({ [`${OLD}ttl`]: '60', [`${NEW}ttl`]: '30' }, [OLD, NEW]).read.ttl()).toBe(60);
  });
});

describe('comma lists', () => {
  const list = (hostname: string) => {
    const { read, problems } = reading({ hostname });
    return [...read.list('hostname').map(({ text }) => text), ...problems()];
  };

  test.each<[annotation: string, expected: string[]]>([
    ['a.example', ['a.example']],
    ['a.example,b.example', ['a.example', 'b.example']],
    [' a.example , b.example ', ['a.example', 'b.example']],
    ['a.ex ample', ['a.example']],
    ['a.example,\n  b.example\n', ['a.example', 'b.example']],
    ['a.example\nb.example', ['a.example\nb.example']],
    ['', []],
    ['  ', []],
    [',', ['! SKY_LIST_EMPTY_ENTRY at annotation hostname']],
    ['a.example,', ['a.example', '! SKY_LIST_EMPTY_ENTRY at annotation hostname']],
    ['a.example,,b.example', ['a.example', 'b.example', '! SKY_LIST_EMPTY_ENTRY at annotation hostname']],
  ])('%j', (annotation, expected) => {
    expect(list(annotation)).toEqual(expected);
  });

  test('a hundred thousand empty entries are one problem', () => {
    const { read, messages } = reading({ hostname: ','.repeat(131_072) });
    expect(read.list('hostname')).toEqual([]);
    expect(messages()).toEqual(['The list in annotation hostname has 131073 empty entries.']);
  });
});

describe('values', () => {
  test.each<[text: string, value: string | undefined, problems: string[]]>([
    ['public', 'public', []],
    ['Private', undefined, ['! SKY_ANNOTATION_VALUE at annotation access']],
    ['internal', undefined, ['! SKY_ANNOTATION_VALUE at annotation access']],
    ['', undefined, []],
  ])('access %j', (access, value, expected) => {
    const { read, problems } = reading({ access });
    expect(read.oneOf('access', ['public', 'private'])).toBe(value);
    expect(problems()).toEqual(expected);
  });

  test.each([
    ['0', undefined],
    ['-1', undefined],
    ['abc', undefined],
    ['10m', 600],
  ])('ttl %j', (ttl, value) => {
    const { read, problems } = reading({ ttl });
    expect(read.ttl()).toBe(value);
    expect(problems()).toEqual(value === undefined ? ['! SKY_TTL at annotation ttl'] : []);
  });

  test.each<[target: string, expected: Record<string, readonly string[]> | undefined, problems: string[]]>([
    ['192.0.2.1', { A: ['192.0.2.1'] }, []],
    ['192.0.2.1.', { A: ['192.0.2.1'] }, []],
    ['192.0.2.2,192.0.2.1,192.0.2.2', { A: ['192.0.2.1', '192.0.2.2'] }, []],
    ['2001:DB8::1, LB.example.net.', { AAAA: ['2001:db8::1'], CNAME: ['lb.example.net'] }, []],
    ['192.0.2.300, 192.0.2.1', { A: ['192.0.2.1'] }, ['! SKY_ADDRESS at annotation target']],
    ['nonsense!', {}, ['! SKY_NAME_LABEL at annotation target']],
    ['*.example.net', {}, ['! SKY_TARGET at annotation target']],
    [',', {}, ['! SKY_LIST_EMPTY_ENTRY at annotation target']],
    ['', undefined, []],
  ])('target %j', (target, expected, expectedProblems) => {
    const { read, problems } = reading({ target });
    const targets = read.targets();
    expect(targets === undefined ? undefined : Object.fromEntries(targets)).toEqual(expected);
    expect(problems()).toEqual(expectedProblems);
  });

  test.each([
    [undefined, false],
    ['dns-controller', false],
    ['', true],
    ['route53', true],
  ])('controller %j is for another: %s', (controller, expected) => {
    const { object } = reading(controller === undefined ? {} : { controller });
    expect(isForAnother(object, defaultAnnotationPrefixes)).toBe(expected);
  });

  test.each<[value: string | undefined, reverse: boolean | undefined, problems: string[]]>([
    [undefined, undefined, []],
    ['ptr', true, []],
    [' PTR ', true, []],
    ['', false, []],
    ['A', false, ['! SKY_ANNOTATION_VALUE at annotation record-type']],
  ])('record-type %j asks for PTR records: %s', (value, reverse, expected) => {
    const { read, problems } = reading(value === undefined ? {} : { 'record-type': value });
    expect(read.reverse()).toBe(reverse);
    expect(problems()).toEqual(expected);
  });

  test('what no output can honour is told; what is for other providers is not', () => {
    const { read, problems } = reading({
      'set-identifier': 'blue',
      alias: 'true',
      'coredns-group': 'g',
      [`${OLD}coredns-group`]: 'g',
      'webhook-x': 'y',
      'aws-weight': '10',
      'cloudflare-proxied': 'true',
      'coredns.io/coredns-group': 'g',
    });
    read.unsupported();
    expect(problems()).toEqual([
      '! SKY_ANNOTATION_UNSUPPORTED at annotation set-identifier',
      '! SKY_ANNOTATION_UNSUPPORTED at annotation alias',
      '! SKY_ANNOTATION_UNSUPPORTED at annotation coredns-group',
      '! SKY_ANNOTATION_UNSUPPORTED at annotation webhook-x',
    ]);
  });
});
