/** Words of programs and their files that the parsers of this package read, or that tell how they write. */
export const KEPT: ReadonlySet<string> = new Set(
  `
  default none unknown missing file link folder other dangling static foreign stub uplink unmanaged symlink
  active inactive failed activating deactivating systemd systemd-resolved man:systemd-resolved resolved resolve1
  NetworkManager network-manager resolvconf openresolv dnsmasq debian Debian shim WSL wsl docker podman lxc lxc-libvirt
  systemd-nspawn container-other rkt proot pouch microsoft skywriter
  Generated generated managed by This do not edit
  nameserver nameservers server search domain domains options sortlist ndots attempts rotate edns0 trust-ad
  hosts passwd group shadow files dns resolve myhostname mymachines mdns4_minimal mdns4 mdns mdns_minimal
  mdns6_minimal compat success notfound unavail tryagain return continue
  conf-dir CONFIG_DIR listen-address bind-interfaces bind-dynamic no-resolv strict-order interface
  local localhost localdomain broadcasthost ip6-localhost ip6-loopback ip6-allnodes ip6-allrouters
  etc run lib usr var proc sys self kernel random boot_id stat mountinfo osrelease system private org freedesktop
  conf d conf.d dnsmasq.d resolv.conf resolv.conf.d stub-resolv.conf nsswitch.conf dnsmasq.conf systemd/resolve
  resolver LaunchDaemons Library dns-delegate.d resolved.conf.d dockerenv containerenv rw ro relatime
  DNS configuration for scoped queries port flags reach order timeout if_index Scoped Request A AAAA records
  Reachable Directly Address Routing tables Internet Internet6 Destination Gateway Flags Netif Expire No available
  An asterisk denotes that a network service is disabled
  Wi-Fi Ethernet Thunderbolt Bridge USB LAN Bluetooth PAN Automatic
  There aren't any Servers set on
  UP LOWER_UP LOOPBACK BROADCAST MULTICAST
  `
    .trim()
    .split(/\s+/),
);

/** Names of interfaces that systems give by counting, and that hold no hardware address. */
export const COUNTED_INTERFACE =
  /^(?:lo|eth|wlan|en|utun|awdl|llw|gif|stf|ap|anpi|bridge|vmenet|tun|tap|docker|k2s)\d*$/;
