import {
  type Address,
  failure,
  type Problem,
  parseAddress,
  type Result,
  SkywriterError,
  success,
  unwrap,
} from '@skywriter/core';

/** Where a server listens, on UDP and TCP alike. */
export interface Endpoint {
  readonly address: Address;
  /** 0 for one that the system chooses. */
  readonly port: number;
}

/**
 * Reads `127.0.0.1:5300` or `[::1]:5300`. Host names are refused: a server of names should not need one to
 * start. Problem: `SKY_DNS_LISTEN`.
 */
export function parseEndpoint(text: string): Result<Endpoint> {
  const [, v6, v4, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = parseAddress(v6 ?? v4 ?? '');
  const port = Number(digits);
  if (!address.ok || port > 65_535 || address.value.family !== (v6 === undefined ? 4 : 6)) {
    return failure(
      'SKY_DNS_LISTEN',
      `The server cannot listen on ${JSON.stringify(text.slice(0, 80))}: it is not an address and a port.`,
      'Write an address such as 127.0.0.1:5300, 0.0.0.0:53 or [::]:53.',
    );
  }
  return success({ address: address.value, port });
}

export function formatEndpoint({ address, port }: Endpoint): string {
  return address.family === 6 ? `[${address.text}]:${port}` : `${address.text}:${port}`;
}

/** Reads all of them; throws {@link SkywriterError} `SKY_DNS_LISTEN`, also if there is none. */
export function parseEndpoints(texts: readonly string[]): readonly Endpoint[] {
  if (texts.length === 0) {
    throw new SkywriterError({
      code: 'SKY_DNS_LISTEN',
      message: 'The DNS server has no address to listen on.',
      hint: 'Write one such as 127.0.0.1:5300.',
    });
  }
  return texts.map((text) => unwrap(parseEndpoint(text)));
}

/** Why the system did not let us listen, and what its user can do about it. */
export function listenProblem(endpoint: Endpoint, error: unknown): Problem {
  const { what, hint } = reasons[codeOf(error)] ?? {
    what: error instanceof Error ? error.message : String(error),
    hint: 'Correct the address, or choose another.',
  };
  return {
    code: 'SKY_DNS_LISTEN',
    message: `The DNS server cannot listen on ${formatEndpoint(endpoint)}: ${what}.`,
    hint,
  };
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const reasons: Readonly<Record<string, { readonly what: string; readonly hint: string }>> = {
  EADDRINUSE: {
    what: 'another program uses that address and port',
    hint: 'Stop the other program (on Linux `ss -lnptu` names it), or choose another port.',
  },
  EACCES: {
    what: 'this user may not use that port',
    hint: 'Choose a port above 1023, or grant CAP_NET_BIND_SERVICE.',
  },
  EADDRNOTAVAIL: {
    what: 'this machine does not have that address',
    hint: 'Choose an address of this machine; 0.0.0.0 and [::] stand for all.',
  },
};
