import { failure, type Result, success } from '@skywriter/core';
import { unitWord } from '../../linux/hooks.ts';
import { MARKER } from '../../platform/host-dns.ts';

export interface UnixService {
  /** Paths of dnsproxy and of its configuration. */
  readonly program: string;
  readonly configuration: string;
}

/** The whole path of a file; no line ends in it. */
const PATH = /^\/[^\p{Cc}]+$/u;

/**
 * A unit of systemd that runs dnsproxy, without any right but that to a port below 1024. The configuration must be
 * readable for all. Problem: SKY_PROXY_SERVICE.
 */
export function systemdProxyUnit(service: UnixService): Result<string> {
  const argv = argvOf(service);
  if (!argv.ok) return argv;
  return success(`# Managed by ${MARKER}
[Unit]
Description=DNS proxy of this machine (AdGuard dnsproxy)
After=network.target
Before=nss-lookup.target
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${argv.value.map(unitWord).join(' ')}
Restart=always
RestartSec=2
DynamicUser=yes
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
MemoryMax=256M
TasksMax=256

[Install]
WantedBy=multi-user.target
`);
}

const LABEL = `${MARKER}-proxy`;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A LaunchDaemon that runs dnsproxy, and again when it ends. Problem: SKY_PROXY_SERVICE. */
export function launchdProxyPlist(service: UnixService): Result<string> {
  const argv = argvOf(service);
  if (!argv.ok) return argv;
  const escaped = (text: string) => text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
  const words = argv.value.map((word) => `    <string>${escaped(word)}</string>\n`).join('');
  return success(`<?xml version="1.0" encoding="UTF-8"?>
<!-- Managed by ${MARKER} -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${words}  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>2</integer>
</dict>
</plist>
`);
}

function argvOf({ program, configuration }: UnixService): Result<readonly string[]> {
  const wrong = [program, configuration].find((path) => !PATH.test(path));
  if (wrong === undefined) return success([program, `--config-path=${configuration}`]);
  return failure(
    'SKY_PROXY_SERVICE',
    `${JSON.stringify(wrong)} is no path.`,
    'Give whole paths, such as /usr/local/bin/dnsproxy.',
  );
}
