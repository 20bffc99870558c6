import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Component, components } from './components.ts';

describe.each(Object.entries(components) as [string, Component][])('%s', (name, component) => {
  const read = (file: string) => readFile(join(component.goModule, file), 'utf8');

  test('is named in its row as in the table', () => {
    expect(component.name).toBe(name);
  });

  test('has the same version as image and as Go module', async () => {
    expect(component.image).toMatch(new RegExp(`:v?${component.version.replaceAll('.', '[.]')}$`));
    const required = (await read('go.mod')).match(/^(?:require |\t)(?!.*\/\/ indirect)(\S+ v\S+)$/gm) ?? [];
    expect(required.length).toBeGreaterThan(0);
    for (const line of required) expect(line).toContain(` v${component.version}`);
  });

  test('its Go module keeps every package that is built', async () => {
    const tools = await read('tools.go');
    for (const { goPackage } of component.binaries) expect(tools).toContain(`_ "${goPackage}"`);
    expect(await read('go.sum')).not.toBe('');
  });
});
