import { type Flag, type FlagStatus, oneOf, refused, sharing } from './flag.ts';

function ofProvider(provider: string): FlagStatus {
  return refused(`it concerns the ${provider} provider; Skywriter writes the etcd behind CoreDNS`);
}

const NO_WEBHOOK = refused('Skywriter speaks no webhook protocol yet, in neither direction');
const ETCD_TLS = refused(
  'it concerns other providers; certificates for etcd come from ETCD_CA_FILE, ETCD_CERT_FILE and ETCD_KEY_FILE',
);

/** Flags of providers other than CoreDNS, those of 0.21 that 0.22 no longer has among them. */
export const providersFlags: readonly Flag[] = [
  ...sharing(ofProvider('AWS'), [
    ['aws-zone-type', oneOf('', 'public', 'private'), ''],
    ['aws-zone-tags', 'list', ''],
    ['aws-profile', 'list', ''],
    ['aws-assume-role', 'text', ''],
    ['aws-assume-role-external-id', 'text', ''],
    ['aws-batch-change-size', 'integer', '1000'],
    ['aws-batch-change-size-bytes', 'integer', '32000'],
    ['aws-batch-change-size-values', 'integer', '1000'],
    ['aws-batch-change-interval', 'duration', '1s'],
    ['aws-evaluate-target-health', 'switch', 'true'],
    ['aws-api-retries', 'integer', '3'],
    ['aws-prefer-cname', 'switch', 'false'],
    ['aws-zones-cache-duration', 'duration', '0s'],
    ['aws-zone-match-parent', 'switch', 'false'],
    ['aws-sd-service-cleanup', 'switch', 'false'],
    ['aws-sd-create-tag', 'list', ''],
  ]),
  ...sharing(ofProvider('Cloudflare'), [
    ['cloudflare-proxied', 'switch', 'false'],
    ['cloudflare-custom-hostnames', 'switch', 'false'],
    ['cloudflare-custom-hostnames-min-tls-version', oneOf('1.0', '1.1', '1.2', '1.3'), '1.0'],
    [
      'cloudflare-custom-hostnames-certificate-authority',
      oneOf('google', 'ssl_com', 'lets_encrypt', 'none'),
      'none',
    ],
    ['cloudflare-dns-records-per-page', 'integer', '100'],
    ['cloudflare-regional-services', 'switch', 'false'],
    ['cloudflare-region-key', 'text', ''],
    ['cloudflare-record-comment', 'text', ''],
  ]),
  ...sharing(ofProvider('PowerDNS'), [
    ['pdns-server', 'text', 'http://localhost:8081'],
    ['pdns-server-id', 'text', 'localhost'],
    ['pdns-api-key', 'text', ''],
    ['pdns-skip-tls-verify', 'switch', 'false'],
  ]),
  ...sharing(ofProvider('RFC 2136'), [
    ['rfc2136-host', 'list', ''],
    ['rfc2136-port', 'integer', '0'],
    ['rfc2136-zone', 'list', ''],
    ['rfc2136-insecure', 'switch', 'false'],
    ['rfc2136-tsig-keyname', 'text', ''],
    ['rfc2136-tsig-secret', 'text', ''],
    ['rfc2136-tsig-secret-alg', 'text', ''],
    ['rfc2136-axfr', 'switch', 'false'],
    ['rfc2136-tsig-axfr', 'switch', 'false'],
    ['rfc2136-min-ttl', 'duration', '0s'],
    ['rfc2136-gss-tsig', 'switch', 'false'],
    ['rfc2136-kerberos-username', 'text', ''],
    ['rfc2136-kerberos-password', 'text', ''],
    ['rfc2136-kerberos-realm', 'text', ''],
    ['rfc2136-batch-change-size', 'integer', '50'],
    ['rfc2136-use-tls', 'switch', 'false'],
    ['rfc2136-skip-tls-verify', 'switch', 'false'],
    ['rfc2136-load-balancing-strategy', oneOf('random', 'round-robin', 'disabled'), 'disabled'],
  ]),
  ...sharing(ofProvider('Azure'), [
    ['azure-config-file', 'text', '/etc/kubernetes/azure.json'],
    ['azure-resource-group', 'text', ''],
    ['azure-subscription-id', 'text', ''],
    ['azure-user-assigned-identity-client-id', 'text', ''],
    ['azure-zones-cache-duration', 'duration', '0s'],
    ['azure-maxretries-count', 'integer', '3'],
  ]),
  ...sharing(ofProvider('Google'), [
    ['google-project', 'text', ''],
    ['google-batch-change-size', 'integer', '1000'],
    ['google-batch-change-interval', 'duration', '1s'],
    ['google-zone-visibility', oneOf('', 'public', 'private'), ''],
  ]),
  ...sharing(ofProvider('Alibaba Cloud'), [
    ['alibaba-cloud-config-file', 'text', '/etc/kubernetes/alibaba-cloud.json'],
    ['alibaba-cloud-zone-type', oneOf('', 'public', 'private'), ''],
  ]),
  ...sharing(ofProvider('OCI'), [
    ['oci-config-file', 'text', '/etc/kubernetes/oci.yaml'],
    ['oci-compartment-ocid', 'text', ''],
    ['oci-zone-scope', oneOf('', 'GLOBAL', 'PRIVATE'), 'GLOBAL'],
    ['oci-auth-instance-principal', 'switch', 'false'],
    ['oci-zones-cache-duration', 'duration', '0s'],
  ]),
  ...sharing(ofProvider('in-memory'), [['inmemory-zone', 'list', '']]),
  ...sharing(ofProvider('OVH'), [
    ['ovh-endpoint', 'text', 'ovh-eu'],
    ['ovh-api-rate-limit', 'integer', '20'],
    ['ovh-enable-cname-relative', 'switch', 'false'],
  ]),
  ...sharing(ofProvider('NS1'), [
    ['ns1-endpoint', 'text', ''],
    ['ns1-ignoressl', 'switch', 'false'],
    ['ns1-min-ttl', 'integer', '0'],
  ]),
  ...sharing(ofProvider('GoDaddy'), [
    ['godaddy-api-key', 'text', ''],
    ['godaddy-api-secret', 'text', ''],
    ['godaddy-api-ttl', 'integer', '0'],
    ['godaddy-api-ote', 'switch', 'false'],
  ]),
  ...sharing(ofProvider('Exoscale'), [
    ['exoscale-apienv', 'text', 'api'],
    ['exoscale-apizone', 'text', 'ch-gva-2'],
    ['exoscale-apikey', 'text', ''],
    ['exoscale-apisecret', 'text', ''],
    ['exoscale-zones-cache-duration', 'duration', '0s'],
  ]),
  ...sharing(ofProvider('Pi-hole'), [
    ['pihole-server', 'text', ''],
    ['pihole-password', 'text', ''],
    ['pihole-tls-skip-verify', 'switch', 'false'],
    ['pihole-api-version', 'text', '5'],
  ]),
  ...sharing(ofProvider('Akamai'), [
    ['akamai-serviceconsumerdomain', 'text', ''],
    ['akamai-client-token', 'text', ''],
    ['akamai-client-secret', 'text', ''],
    ['akamai-access-token', 'text', ''],
    ['akamai-edgerc-path', 'text', ''],
    ['akamai-edgerc-section', 'text', ''],
  ]),
  ...sharing(ofProvider('Plural'), [
    ['plural-cluster', 'text', ''],
    ['plural-provider', 'text', ''],
  ]),
  ...sharing(ofProvider('TransIP'), [
    ['transip-account', 'text', ''],
    ['transip-keyfile', 'text', ''],
  ]),
  ...sharing(NO_WEBHOOK, [
    ['webhook-provider-url', 'text', 'http://localhost:8888'],
    ['webhook-provider-read-timeout', 'duration', '5s'],
    ['webhook-provider-write-timeout', 'duration', '10s'],
    ['webhook-provider-read-header-timeout', 'duration', '5s'],
    ['webhook-provider-idle-timeout', 'duration', '30s'],
    ['webhook-provider-max-body-size', 'integer', '33554432'],
    ['webhook-server', 'switch', 'false'],
  ]),
  ...sharing(ETCD_TLS, [
    ['tls-ca', 'text', ''],
    ['tls-client-cert', 'text', ''],
    ['tls-client-cert-key', 'text', ''],
  ]),
];
