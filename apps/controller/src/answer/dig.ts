import type { Answer, AnswerRecord, Question } from '@skywriter/skydns';

/** An answer as dig prints it, so that one can be laid beside the other. */
export function formatAnswer({ name, type }: Question, answer: Answer): string {
  const { rcode, answer: answers, authority, additional } = answer;
  const flags = ['qr', ...(answer.aa ? ['aa'] : []), ...(answer.tc ? ['tc'] : [])].join(' ');
  const counts = `QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length}`;
  const asked = name.endsWith('.') ? name : `${name}.`;
  const lines = [
    rcode === '' ? ';; no answer: CoreDNS sends nothing' : `;; ->>HEADER<<- opcode: QUERY, status: ${rcode}`,
    `;; flags: ${flags}; ${counts}`,
    '',
    ';; QUESTION SECTION:',
    `;${asked}\t\tIN\t${type}`,
    ...section('ANSWER', answers),
    ...section('AUTHORITY', authority),
    ...section('ADDITIONAL', additional),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, records: readonly AnswerRecord[]): string[] {
  if (records.length === 0) return [];
  return [
    '',
    `;; ${title} SECTION:`,
    ...records.map(({ name, ttl, type, rdata }) => `${name}\t${ttl}\tIN\t${type}\t${rdata}`),
  ];
}
