import { expect, test } from 'vitest';
import { formatEndpoint, listenProblem, parseEndpoint } from './endpoint.ts';

test.each([
  ['127.0.0.1:5300', '127.0.0.1:5300'],
  ['0.0.0.0:53', '0.0.0.0:53'],
  ['[::]:53', '[::]:53'],
  ['[2001:DB8::0:1]:0', '[2001:db8::1]:0'],
  ['127.0.0.1', undefined],
  ['127.0.0.1:65536', undefined],
  ['127.0.0.1:', undefined],
  [':53', undefined],
  ['::1:53', undefined],
  ['[127.0.0.1]:53', undefined],
  ['localhost:53', undefined],
  ['', undefined],
])('%s', (text, want) => {
  const parsed = parseEndpoint(text);
  expect(parsed.ok ? formatEndpoint(parsed.value) : undefined).toBe(want);
  if (!parsed.ok)
    expect(parsed.problem).toMatchObject({
      code: 'SKY_DNS_LISTEN',
      hint: expect.stringMatching(/127\.0\.0\.1:5300/),
    });
});

test.each([
  ['EADDRINUSE', 'another program uses', 'Stop the other program'],
  ['EACCES', 'may not use that port', 'CAP_NET_BIND_SERVICE'],
  ['EADDRNOTAVAIL', 'does not have that address', 'address of this machine'],
  ['EOTHER', 'what the system said', 'choose another'],
])('%s', (code, what, hint) => {
  const error = Object.assign(new Error('what the system said'), { code });
  const problem = listenProblem({ address: { family: 4, text: '192.0.2.1' }, port: 53 }, error);
  expect(problem.code).toBe('SKY_DNS_LISTEN');
  expect(problem.message).toContain('192.0.2.1:53');
  expect(problem.message).toContain(what);
  expect(problem.hint).toContain(hint);
});
