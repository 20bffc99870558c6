import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrap } from '../problem.ts';
import { aService } from '../testing/manifests.ts';
import { recorded, withFields } from './fixtures/recorded.ts';
import { pickFields } from './pick.ts';
import { parseTemplate } from './template.ts';

const doubling = (times: number) =>
  `{{$x := "ab"}}{{range ${times}}}{{$x = printf "%s%s" $x $x}}{{end}}{{$x}}`;
const deepJson = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;

describe('a template that asks for too much is a problem of that object', () => {
  it.each([
    ['loops', '{{range 1000000000}}{{end}}', 'SKY_TEMPLATE_LIMIT'],
    ['loops in loops', '{{range 1000}}{{range 1000}}{{end}}{{end}}', 'SKY_TEMPLATE_LIMIT'],
    ['prints 1 MiB', '{{range 100000}}{{printf "0123456789"}}{{end}}', 'SKY_TEMPLATE_LIMIT'],
    ['doubles a text', doubling(60), 'SKY_TEMPLATE_LIMIT'],
    [
      'doubles by replacing',
      '{{$x := "a"}}{{range 60}}{{$x = replace "a" "aa" $x}}{{end}}',
      'SKY_TEMPLATE_LIMIT',
    ],
    [
      'compares a large text for ever',
      `${doubling(14)}{{range 99999}}{{if contains $x "c"}}{{end}}{{end}}`,
      'SKY_TEMPLATE_LIMIT',
    ],
    ['fills a gigabyte', '{{printf "%1000000000d" 1}}', 'SKY_TEMPLATE_LIMIT'],
    ['invokes itself', '{{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}', 'SKY_TEMPLATE_LIMIT'],
    ['prints what is deep', '{{fromJson .Annotations.deep}}', 'SKY_TEMPLATE_UNSUPPORTED'],
  ])('%s', (_, text, code) => {
    const service = aService({ annotations: { 'x/deep': deepJson } });
    const object = { ...service, metadata: { ...service.metadata, annotations: { deep: deepJson } } };
    expect(unwrap(parseTemplate([text])).entries(object, 'service')).toMatchObject({
      ok: false,
      problem: { code },
    });
  });

  it.each([
    ['is nested without end', `${'('.repeat(500)}1${')'.repeat(500)}`, 'SKY_TEMPLATE_SYNTAX'],
    ['is longer than a file', 'x'.repeat(20_000), 'SKY_TEMPLATE_LIMIT'],
  ])('%s', (_, inside, code) => {
    expect(parseTemplate([`{{${inside}}}`])).toMatchObject({ ok: false, problem: { code } });
  });
});

const pieces = recorded.cases.flatMap(({ template }) => template);
const words = [
  ...new Set(pieces.flatMap((text) => text.match(/\{\{-?|-?\}\}|[.$]?\w+|"[^"]*"|[^\s\w]|\s+/g) ?? [])),
];

/** Whole templates, halves of them, and their words in any order. */
const anyTemplate = fc.oneof(
  fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => `{{${parts.join(' ')}}}`),
  fc
    .tuple(fc.constantFrom(...pieces), fc.nat(60), fc.constantFrom(...pieces))
    .map(([first, cut, second]) => first.slice(0, cut) + second.slice(cut)),
  fc
    .tuple(fc.constantFrom(...pieces), fc.constantFrom(...pieces))
    .map(([outer, inner]) => `{{range .Labels}}${outer}{{end}}{{with .Spec}}${inner}{{end}}`),
  fc.string(),
);

it('never throws, and says the same again', () => {
  fc.assert(
    fc.property(anyTemplate, fc.constantFrom(...recorded.objects), (text, object) => {
      const parsed = parseTemplate([text]);
      if (!parsed.ok) return;
      const kept = withFields(object, object);
      const once = parsed.value.entries(kept, 'service');
      expect(parsed.value.entries(kept, 'service')).toEqual(once);
      if (once.ok) expect(once.value).not.toContain('');
    }),
    { numRuns: 3_000 },
  );
});

it('needs no other fields than it says', () => {
  fc.assert(
    fc.property(anyTemplate, fc.constantFrom(...recorded.objects), (text, object) => {
      const parsed = parseTemplate([text]);
      if (!parsed.ok) return;
      const whole = parsed.value.entries(withFields(object, object), 'service');
      const picked = parsed.value.fields(object.kind);
      expect(parsed.value.entries(withFields(object, pickFields(object, picked)), 'service')).toEqual(whole);
    }),
    { numRuns: 3_000 },
  );
});
