import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { eventually } from '@skywriter/testbed';
import { type Answer, decode, encode } from 'dns-packet';
import { afterEach, expect, test } from 'vitest';
import { Judge } from './judge.ts';
import { Prober } from './prober.ts';

const servers: Socket[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that answers with these addresses, or with NXDOMAIN, or not at all. */
async function server(answer: (question: string) => readonly string[] | 'NXDOMAIN' | 'silence') {
  const socket = createSocket('udp4');
  servers.push(socket);
  socket.on('message', (message, { port }) => {
    const { id = 0, questions = [] } = decode(message);
    const [question] = questions;
    const said = answer(`${question?.name} ${question?.type}`);
    if (said === 'silence') return;
    const answers: Answer[] =
      said === 'NXDOMAIN' ? [] : said.map((data) => ({ type: 'A', name: question?.name ?? '', data }));
    const flags = said === 'NXDOMAIN' ? 3 : 0;
    socket.send(encode({ type: 'response', id, flags, questions, answers }), port);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket.address().port;
}

function judging(questions: Readonly<Record<string, string>>): Judge {
  const judge = new Judge();
  for (const [question, reply] of Object.entries(questions)) judge.expect(question, reply);
  return judge;
}

test('asks each question in turn, and hears what is answered', async () => {
  const port = await server((question) =>
    question.startsWith('a.') ? ['192.0.2.2', '192.0.2.1'] : 'NXDOMAIN',
  );
  const judge = judging({
    'a.test A': 'NOERROR A 192.0.2.1 | A 192.0.2.2',
    'b.test A': 'NOERROR A 192.0.2.3',
  });
  const prober = await Prober.start({ port, judge });
  await eventually(() => prober.rounds >= 20, { what: 'twenty rounds' });
  const { asked, unanswered } = await prober.stop();
  expect(judge.judged).toBe(asked);
  expect(unanswered).toEqual([]);
  expect(judge.wrong.length).toBeGreaterThanOrEqual(20);
  expect(new Set(judge.wrong.map((wrong) => JSON.stringify(wrong)))).toEqual(
    new Set([JSON.stringify({ question: 'b.test A', reply: 'NXDOMAIN', right: ['NOERROR A 192.0.2.3'] })]),
  );
});

test('a lost datagram is sent again, and is no wrong answer', async () => {
  let heard = 0;
  const port = await server(() => {
    heard += 1;
    return heard % 3 === 0 ? ['192.0.2.1'] : 'silence';
  });
  const judge = judging({ 'a.test A': 'NOERROR A 192.0.2.1' });
  const prober = await Prober.start({ port, judge, resendAfter: 10, attempts: 1_000 });
  await eventually(() => judge.judged >= 20, { what: 'twenty answers' });
  const { resent, unanswered } = await prober.stop();
  expect(resent).toBeGreaterThan(0);
  expect(unanswered).toEqual([]);
  expect(judge.wrong).toEqual([]);
});

test('silence is told from wrong answers', async () => {
  const port = await server(() => 'silence');
  const judge = judging({ 'a.test A': 'NOERROR A 192.0.2.1' });
  const prober = await Prober.start({ port, judge, resendAfter: 5, attempts: 2 });
  await eventually(() => prober.tally.unanswered.length > 0, { what: 'a question given up' });
  const { asked, unanswered } = await prober.stop();
  expect(unanswered).toHaveLength(asked);
  expect(judge.wrong).toEqual([]);
});
