import { describe, expect, test } from 'vitest';
import { createTerminal } from '../terminal/terminal.ts';
import { createLog } from './log.ts';

function capture(options: Parameters<typeof createLog>[0], isTTY = false) {
  const lines: string[] = [];
  const terminal = createTerminal({ isTTY, write: (text: string) => lines.push(text) }, {});
  return { log: createLog(options, terminal), lines };
}

describe('createLog', () => {
  test('writes JSON with its fields where nobody looks', () => {
    const { log, lines } = capture({ level: 'info', format: 'auto' });
    log.info({ output: 'cluster', name: 'shop.a.b', object: 'Ingress/shop/front' }, 'written');
    log.debug('not shown');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      output: 'cluster',
      name: 'shop.a.b',
      object: 'Ingress/shop/front',
      msg: 'written',
    });
  });

  test('writes lines for people on a terminal', () => {
    const { log, lines } = capture({ level: 'info', format: 'auto' }, true);
    log.warn({ name: 'shop.a.b' }, 'held');
    expect(lines.join('')).toContain('held');
    expect(() => JSON.parse(lines[0] ?? '')).toThrow();
  });

  test.each([
    { password: 's3cret' },
    { etcd: { password: 's3cret' } },
    { a: { headers: { authorization: 's3cret' } } },
  ])('never writes a secret: %j', (fields) => {
    const { log, lines } = capture({ level: 'info', format: 'json' });
    log.info(fields, 'connecting');
    expect(lines.join('')).toContain('[redacted]');
    expect(lines.join('')).not.toContain('s3cret');
  });
});
