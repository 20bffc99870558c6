# Installs packages over a base into folder/files, which an overlay then lays over the base.
set -eu
base=$1 folder=$2 packages=$3
mkdir "$folder/files" "$folder/work" "$folder/root"
root=$folder/root
mount -t overlay overlay -o "lowerdir=$base,upperdir=$folder/files,workdir=$folder/work" "$root"
mount -t proc proc "$root/proc"
# No package starts anything while it is installed.
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
resolv_conf=$(cat /etc/resolv.conf)
rm -f "$root/etc/resolv.conf"
printf '%s\n' "$resolv_conf" > "$root/etc/resolv.conf"
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -y --no-install-recommends $packages
rm -f "$root/usr/sbin/policy-rc.d" "$root"/var/cache/apt/archives/*.deb "$root"/var/cache/apt/*.bin
umount "$root/proc" "$root"
rm -rf "$folder/work" "$root"
