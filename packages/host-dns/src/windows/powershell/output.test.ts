import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { CommandResult } from '../../machine/machine.ts';
import { errorText } from './clixml.ts';
import { addressText, listOf, readOutput } from './output.ts';

// Synthetic: what the documentation of ConvertTo-Json and of the classes tells, recorded on no machine.
const rule = z.object({ servers: listOf(addressText) });
const readRule = (result: CommandResult) => readOutput(result, rule);
const from = (stdout: string) => readRule({ code: 0, stdout, stderr: '' });

describe('a list', () => {
  const one = { ok: true, value: { servers: ['172.19.1.100'] } };
  test.each([
    ['an array', '{"servers":["172.19.1.100"]}'],
    ['its only element', '{"servers":"172.19.1.100"}'],
    ['value and Count', '{"servers":{"value":["172.19.1.100"],"Count":1}}'],
    ['an IPAddress', '{"servers":{"Address":1677792172,"IPAddressToString":"172.19.1.100"}}'],
    ['IPAddresses', '{"servers":{"value":[{"IPAddressToString":"172.19.1.100"}],"Count":1}}'],
    ['after a byte-order mark', '\uFEFF{"servers":["172.19.1.100"]}\r\n'],
  ])('is read from %s', (_, stdout) => {
    expect(from(stdout)).toEqual(one);
  });

  test.each([
    '{}',
    '{"servers":null}',
    '{"servers":[]}',
    '{"servers":""}',
    '{"servers":{"value":[],"Count":0}}',
  ])('%s is empty', (stdout) => expect(from(stdout)).toEqual({ ok: true, value: { servers: [] } }));

  test('has canonical addresses, and keeps what is none', () => {
    expect(from('{"servers":["FE80::1%12","2001:DB8:0::1"," 10.0.0.53 ","010.0.0.1"]}')).toEqual({
      ok: true,
      value: { servers: ['FE80::1%12', '2001:db8::1', '10.0.0.53', '010.0.0.1'] },
    });
  });
});

describe('a failure', () => {
  const failure = (category: string, id: string) =>
    JSON.stringify({ failure: { category, id, message: 'Zugriff verweigert' } });

  test.each([
    ['PermissionDenied', 'Windows System Error 5,Set-DnsClientServerAddress'],
    ['SecurityError', 'System.Security.SecurityException'],
    ['NotSpecified', 'HRESULT 0x80070005,Add-DnsClientNrptRule'],
  ])('%s %s is a lack of rights in any language', (category, id) => {
    expect(readRule({ code: 1, stdout: failure(category, id), stderr: '' })).toMatchObject({
      ok: false,
      problem: { code: 'SKY_HOST_RIGHTS', message: 'Windows refused: Zugriff verweigert' },
    });
  });

  test.each([
    ['of the script', failure('ObjectNotFound', 'x'), 1, '', 'PowerShell failed: Zugriff verweigert (x)'],
    ['to start', '', undefined, '', 'PowerShell could not be started, or did not end in time.'],
    [
      'before the script',
      '',
      1,
      '#< CLIXML\r\n<Objs Version="1.1.0.1"><S S="Error">Bef&#xFC;rwortet &lt;nicht&gt;_x000D__x000A_</S></Objs>',
      'PowerShell ended with 1 and said: Befürwortet <nicht>',
    ],
    ['with nothing to say', '', 3, '', 'PowerShell ended with 3 and said: nothing'],
    [
      'that answers something else',
      '{"servers":[1]}',
      0,
      '',
      'PowerShell answered something unknown at servers.0: Invalid input: expected string, received number.',
    ],
    ['that answers no JSON', 'Willkommen', 0, '', /answered something unknown at the top/],
  ])('%s says what it was', (_, stdout, code, stderr, message) => {
    expect(readRule({ code, stdout, stderr })).toMatchObject({
      ok: false,
      problem: {
        code: 'SKY_HOST_POWERSHELL',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      },
    });
  });
});

test.each([
  ['plain text', 'plain text'],
  ['\uFEFFtext after a mark', 'text after a mark'],
  ['#< CLIXML\r\n<Objs><S S="progress">x</S></Objs>', ''],
  ['#< CLIXML\n<Objs><S S="Error">a _x005F_ b</S><S S="Error">c&amp;d</S></Objs>', 'a _ bc&d'],
])('standard error %j reads %j', (stderr, text) => {
  expect(errorText(stderr)).toBe(text);
});
