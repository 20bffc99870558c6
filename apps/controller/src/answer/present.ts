import type { AnswerRecord } from '@skywriter/skydns';
import type { Answer } from 'dns-packet';

/** Records of a message in presentation form (RFC 1035 §5.1); what has none is left out, OPT first of all. */
export function present(records: readonly Answer[] | undefined): AnswerRecord[] {
  return (records ?? []).flatMap((record) => {
    const rdata = rdataOf(record);
    if (rdata === undefined || !('ttl' in record)) return [];
    return [{ name: absolute(record.name), type: record.type, ttl: record.ttl ?? 0, rdata }];
  });
}

function rdataOf(record: Answer): string | undefined {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.data;
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return absolute(record.data);
    case 'MX':
      return `${record.data.preference ?? 0} ${absolute(record.data.exchange)}`;
    case 'SRV': {
      const { priority = 0, weight = 0, port, target } = record.data;
      return `${priority} ${weight} ${port} ${absolute(target)}`;
    }
    case 'SOA': {
      const { mname, rname, serial, refresh, retry, expire, minimum } = record.data;
      return [absolute(mname), absolute(rname), serial, refresh, retry, expire, minimum].join(' ');
    }
    case 'TXT':
      return [record.data].flat().map(quoted).join(' ');
    default:
      return undefined;
  }
}

function absolute(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}

function quoted(text: string | Buffer): string {
  const escaped = Array.from(Buffer.from(text), (byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  });
  return `"${escaped.join('')}"`;
}
