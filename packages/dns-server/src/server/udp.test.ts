import { expect, test, vi } from 'vitest';
import { ask, textOf } from '../fixtures/exchange.ts';
import { serve } from '../fixtures/serve.ts';
import { createStatistics } from './statistics.ts';
import { answer } from './udp.ts';

test('a query from port 0, to which nothing can be sent, is not answered', () => {
  const send = vi.fn();
  const options = { respond: () => Buffer.alloc(12), statistics: createStatistics() };
  answer({ send }, options, Buffer.alloc(12), { address: '192.0.2.1', port: 0 });
  expect(send).not.toHaveBeenCalled();
  answer({ send }, options, Buffer.alloc(12), { address: '192.0.2.1', port: 1 });
  expect(send).toHaveBeenCalledTimes(1);
});

test('what the system does not send is counted, and ends nothing', () => {
  const options = { respond: () => Buffer.alloc(12), statistics: createStatistics() };
  const send = vi.fn((...args: unknown[]) => {
    const done = args.at(-1);
    if (typeof done === 'function') done(new Error('EPERM'));
  });
  answer({ send }, options, Buffer.alloc(12), { address: '192.0.2.1', port: 1 });
  expect(options.statistics.unsent).toBe(1);
});

test('several endpoints, IPv4 and IPv6, UDP and TCP on one port each', async () => {
  const { output } = await serve('www.example.com - A 192.0.2.1', { listen: ['127.0.0.1:0', '[::1]:0'] });
  expect(output.endpoints.map(({ address }) => address.text)).toEqual(['127.0.0.1', '::1']);
  for (const endpoint of output.endpoints) {
    expect(endpoint.port).toBeGreaterThan(0);
    for (const tcp of [false, true]) {
      const response = await ask(endpoint, 'www.example.com A', { tcp });
      expect(textOf(response)).toEqual(['NOERROR aa', 'an www.example.com 30 A 192.0.2.1']);
    }
  }
  await output.stop();
});
