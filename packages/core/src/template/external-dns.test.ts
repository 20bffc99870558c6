import { expect, it } from 'vitest';
import type { Result } from '../problem.ts';
import { recorded, withFields } from './fixtures/recorded.ts';
import { pickFields } from './pick.ts';
import { parseTemplate } from './template.ts';

/** Where we refuse what ExternalDNS lets pass: code and template. */
const stricter = new Set([
  'SKY_TEMPLATE_UNSUPPORTED {{ html .Name }}',
  'SKY_TEMPLATE_UNSUPPORTED {{ js .Name }}',
  'SKY_TEMPLATE_UNSUPPORTED {{ urlquery .Name }}',
  'SKY_TEMPLATE_UNSUPPORTED {{ call .Name }}',
  'SKY_TEMPLATE_UNSUPPORTED {{ 1i }}',
  'SKY_TEMPLATE_UNSUPPORTED {{ $ }}',
  // There it becomes the name "%!s(<nil>)".
  'SKY_TEMPLATE_FAILED {{ printf "%s" .Labels.app }}',
]);

const rows = recorded.cases.map(({ template, results }) => ({
  text: template.join(' && '),
  template,
  results,
}));

it.each(rows)('$text', ({ text, template, results }) => {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return expectFailure(parsed, text, results === null);
  expect(results).not.toBeNull();
  for (const [index, object] of recorded.objects.entries()) {
    // Once with the whole object, once with what the template says that it needs of it.
    const { kind, metadata } = object;
    for (const fields of [object, pickFields(object, parsed.value.fields(kind))]) {
      const made = parsed.value.entries(withFields(object, fields), kind.toLowerCase());
      const expected = results?.[index] ?? null;
      if (!made.ok) expectFailure(made, text, expected === null);
      else expect(made.value, metadata.name).toEqual(expected);
    }
  }
});

function expectFailure(result: Result<unknown>, text: string, failsThere: boolean): void {
  const { code, message } = result.ok ? { code: '', message: '' } : result.problem;
  expect(message).toMatch(/^The template is wrong at (line \d+, )?column \d+: .+\.$/s);
  if (!failsThere) expect(stricter).toContain(`${code} ${text}`);
}
