import { expect, test } from 'vitest';
import { servicesFigure } from './services.ts';
import { table } from './table.ts';

test('changes of a slice are shown with what they cost the API server', () => {
  const latencies = Array.from({ length: 200 }, (_, index) => index + 1);
  const lines = table(servicesFigure({ latencies, writesPerChange: 1.005 })).split('\n');
  expect(lines[0]).toMatch(/API writes per change: 1\.005$/);
  expect(lines.slice(-3)).toEqual(['| p50 |       100 |', '| p99 |       198 |', '']);
});
