import fc from 'fast-check';

const v4 = fc.nat({ max: 200 }).map((n) => `192.0.2.${n}`);
const v6 = fc.nat({ max: 200 }).map((n) => `2001:db8::${n.toString(16)}`);
const hostname = fc.nat({ max: 20 }).map((n) => `lb${n}.cloud.test`);

export const usualTarget = fc.oneof(v4, v6, hostname);

/** One entry of the annotation `target`. */
export const target = fc.oneof(
  { weight: 5, arbitrary: v4 },
  { weight: 3, arbitrary: v6 },
  { weight: 3, arbitrary: hostname },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'LB.Cloud.Test.',
      '192.0.2.9.',
      '2001:DB8:0:0::9',
      '::ffff:192.0.2.9',
      'fe80::1%eth0',
      '192.0.2.256',
      '192.0.2',
      '010.0.0.1',
      '0x7f.1',
      '192.0.2.0/24',
      'http://lb.cloud.test/',
      'under_score.cloud.test',
      '*.cloud.test',
      'bücher.cloud.test',
      '-',
    ),
  },
);

/** `status.loadBalancer` as controllers fill it in. */
export const loadBalancer = fc.record({
  ingress: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: v4.map((ip) => ({ ip })) },
      { weight: 2, arbitrary: v6.map((ip) => ({ ip })) },
      { weight: 2, arbitrary: hostname.map((name) => ({ hostname: name })) },
      {
        weight: 1,
        arbitrary: fc.tuple(v4, hostname).map(([ip, name]) => ({ ip, hostname: name })),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom({ hostname: 'www.cloud.test' }, { hostname: 'lb.cloud.test' }),
      },
    ),
    { maxLength: 3 },
  ),
});

export const externalIPs = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(fc.oneof(v4, v6), { minLength: 1, maxLength: 3 }) },
);
