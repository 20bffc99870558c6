import type { Answer } from 'dns-packet';

/** A record as a zone file would write it: absolute names with their dot, text in quotes. */
export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly rdata: string;
}

export function present(record: Answer): DnsRecord {
  const { name, type, ttl = 0, data } = record as Answer & { ttl?: number; data: unknown };
  const known = type.replace(/^UNKNOWN_/, 'TYPE');
  return { name: absolute(name), type: known, ttl, rdata: rdataOf(type, data) };
}

function absolute(name: unknown): string {
  const text = String(name);
  return text.endsWith('.') ? text : `${text}.`;
}

function rdataOf(type: string, data: unknown): string {
  const fields = data as Record<string, unknown>;
  switch (type) {
    case 'A':
    case 'AAAA':
      return String(data);
    case 'CNAME':
    case 'NS':
    case 'PTR':
    case 'DNAME':
      return absolute(data);
    case 'MX':
      return `${fields.preference ?? 0} ${absolute(fields.exchange)}`;
    case 'SRV':
      return [fields.priority ?? 0, fields.weight ?? 0, fields.port, absolute(fields.target)].join(' ');
    case 'SOA': {
      const numbers = ['serial', 'refresh', 'retry', 'expire', 'minimum'].map((field) => fields[field]);
      return [absolute(fields.mname), absolute(fields.rname), ...numbers].join(' ');
    }
    case 'TXT':
      return [data].flat().map(quoted).join(' ');
    case 'CAA':
      return `${fields.flags} ${fields.tag} ${quoted(fields.value)}`;
    default:
      // RFC 3597 has a form for everything else, as far as it was not decoded.
      return Buffer.isBuffer(data)
        ? `\\# ${data.length} ${data.toString('hex')}`.trimEnd()
        : JSON.stringify(data);
  }
}

function quoted(text: unknown): string {
  const bytes = Buffer.isBuffer(text) ? text : Buffer.from(String(text));
  const escaped = Array.from(bytes, (byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  });
  return `"${escaped.join('')}"`;
}
