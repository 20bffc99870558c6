import { failure, type Problem, type Result, success } from '@skywriter/core';
import { type HostDns, MARKER } from '../platform/host-dns.ts';
import { type Part, planOf } from '../platform/part.ts';
import type { Plan, Step } from '../platform/platform.ts';
import { LASTING_RULE, LOCAL_RULE, POLICY_RULE } from './kinds/rules.ts';
import { planAdapters } from './plan-adapters.ts';
import type { WindowsSnapshot } from './snapshot.ts';

/** Windows reads no more domains of a rule, and every domain of ours is two: itself, and what is below it. */
const DOMAINS_A_RULE = 25;

/** Problems: SKY_HOST_DOMAIN, SKY_HOST_PORT, SKY_HOST_DNSCACHE, SKY_HOST_POLICY, SKY_HOST_LANGUAGE_MODE, SKY_HOST_ADAPTER, those of the hosts file. */
export function planWindows(snapshot: WindowsSnapshot, wanted: HostDns, hostsPath: string): Result<Plan> {
  const ways = {
    split: () => planRules(snapshot, wanted),
    adapter: () => planAdapters(snapshot, wanted),
  };
  return planOf(wanted, ways, { path: hostsPath, text: snapshot.hosts });
}

function planRules(snapshot: WindowsSnapshot, wanted: HostDns): Result<Part> {
  const { policyKey, languageMode, dnscache } = snapshot;
  const port = wanted.servers.find((server) => server.port !== 53);
  if (port !== undefined) {
    return failure(
      'SKY_HOST_PORT',
      `Windows asks name servers at port 53 only, and ${port.address} serves at ${port.port}.`,
      'Run the DNS proxy at port 53 of an address of this machine, and name that address as the server.',
    );
  }
  if (dnscache.startMode === 'Disabled') {
    return failure(
      'SKY_HOST_DNSCACHE',
      'The DNS Client service (Dnscache) is disabled, so Windows reads no name resolution rules.',
      'Enable the service, or use --mode hosts for a few fixed names.',
    );
  }
  const foreign = snapshot.policyRules.filter(({ key }) => !key.startsWith(`${MARKER}-`)).length;
  const full = languageMode === 'FullLanguage';
  const refusal = policyKey ? refusePolicy(foreign, wanted.allowPolicyKey, full) : undefined;
  if (refusal !== undefined) return refusal;
  const kinds = [full ? LOCAL_RULE : LASTING_RULE, ...(policyKey ? [POLICY_RULE] : [])];
  return success({
    backend: policyKey ? 'NRPT and policy key' : full ? 'NRPT' : 'NRPT by cmdlet',
    steps: kinds.flatMap((kind) => ruleSteps(kind, wanted)),
    warnings: policyKey ? [POLICY_WARNING] : [],
    facts: [
      `dnscache=${dnscache.state.toLowerCase()}`,
      `language=${full ? 'full' : 'constrained'}`,
      `policy-key=${policyKey ? `yes policy-rules=${foreign} allowed=yes` : 'no'}`,
    ],
  });
}

function ruleSteps(kind: string, { domains, servers }: HostDns): readonly Step[] {
  const addresses = servers.map(({ address }) => address);
  const rules = Math.ceil(domains.length / DOMAINS_A_RULE);
  return Array.from({ length: rules }, (_, index) => ({
    setting: { kind, target: `${MARKER}-${index}` },
    desired: {
      namespaces: domains
        .slice(index * DOMAINS_A_RULE, (index + 1) * DOMAINS_A_RULE)
        .flatMap((domain) => [domain, `.${domain}`]),
      servers: addresses,
    },
  }));
}

const POLICY_WARNING: Problem = {
  code: 'SKY_HOST_POLICY_SHARED',
  message: 'Our rules stand beside those of Group Policy, which may take them away when it is applied anew.',
  hint: 'Run `skywriter host watch`, which puts them back, or ask who administers the policy for a rule.',
};

function refusePolicy(rules: number, allowed: boolean, full: boolean): Result<never> | undefined {
  if (!allowed) {
    return failure(
      'SKY_HOST_POLICY',
      `Group Policy has the key of name resolution rules (${rules} rules), so Windows ignores local ones.`,
      'Ask who administers the policy for a rule for these domains, or use --allow-policy-key to add ours there.',
    );
  }
  if (full) return undefined;
  return failure(
    'SKY_HOST_LANGUAGE_MODE',
    'PowerShell is in constrained language mode, so no rule can be added to those of Group Policy.',
    'Ask who administers the policy for a rule for these domains, or use --mode hosts.',
  );
}
