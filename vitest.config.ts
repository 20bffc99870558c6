import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const conditions = ['@skywriter/source', 'node', 'import', 'module', 'default'];
const projects = ['packages', 'apps', 'tools']
  .flatMap((group) => readdirSync(group).map((folder) => `${group}/${folder}`))
  .filter((root) => existsSync(`${root}/package.json`))
  .map((root) => ({
    extends: true as const,
    test: {
      name: root.slice(root.indexOf('/') + 1),
      root,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    },
  }));

// Tests run on the sources, with no build: the condition below is first in every package's exports.
export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    projects,
    // Much of their time tests wait for real servers.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    reporters: process.env.CI ? ['dot', './tools/reporter.ts'] : ['default', './tools/reporter.ts'],
  },
});
