export { type Figure, figureOf, type Result, type Row, type Value } from './figure.ts';
export { type Measurement, type MeasureOptions, measure } from './measure.ts';
export { plot } from './plot.ts';
export { median, percentile } from './statistics.ts';
export { table } from './table.ts';
