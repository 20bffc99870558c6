import { expect, test } from 'vitest';
import { flags } from './flags.ts';
import { flagReference } from './reference.ts';

// `vitest run --project controller reference --update` writes it anew.
test('the documented flags are those of the program', async () => {
  await expect(flagReference()).toMatchFileSnapshot('../../../../docs/external-dns-flags.md');
});

test('every flag is in it once', () => {
  const text = flagReference().split('\n## ').slice(1).join();
  for (const { name } of flags.values()) {
    expect(text.match(new RegExp(`\`--(?:\\[no-\\])?${name}(?:=[^\`]*)?\``, 'g'))).toHaveLength(1);
  }
});
