# Installs a Debian of this suite into a new folder. Its mounts are in the namespace of this process alone.
set -eu
suite=$1 folder=$2 mirror=$3 packages=$4
# debootstrap knows the suites that were there when it was made; a newer one is built like unstable.
script=
[ -e "/usr/share/debootstrap/scripts/$suite" ] || script=sid
debootstrap --variant=minbase --include="$packages" "$suite" "$folder" "$mirror" $script
rm -f "$folder"/var/cache/apt/archives/*.deb
# Which Debian's installer writes.
printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n' > "$folder/etc/hosts"
