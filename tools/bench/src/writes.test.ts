import { expect, test } from 'vitest';
import { writesIn } from './writes.ts';

const metrics = [
  '# TYPE apiserver_request_total counter',
  'apiserver_request_total{code="200",group="",resource="services",subresource="",verb="APPLY",version="v1"} 200',
  'apiserver_request_total{code="201",group="",resource="services",subresource="",verb="POST",version="v1"} 1',
  'apiserver_request_total{code="200",group="",resource="services",subresource="",verb="WATCH",version="v1"} 7',
  'apiserver_request_total{code="201",group="events.k8s.io",resource="events",verb="POST",version="v1"} 2e+00',
  'apiserver_request_total{code="200",group="",resource="nodes",subresource="",verb="PATCH",version="v1"} 40',
  'apiserver_request_duration_seconds_count{resource="services",verb="APPLY"} 80',
].join('\n');

test('requests that write one of the resources are counted, whatever became of them', () => {
  expect(writesIn(metrics, ['services'])).toBe(201);
  expect(writesIn(metrics, ['services', 'events'])).toBe(203);
  expect(writesIn('', ['services'])).toBe(0);
});
