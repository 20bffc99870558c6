# Boots systemd on a throw-away copy of a root, in namespaces and a cgroup of its own, and takes everything
# away when standard input ends: however the process at its other end does.
# Arguments: layers, a name, then pairs of what is shown inside (read only) and where.
# Runs in a mount namespace of its own, where /run is free to be something else.
set -eu
layers=$1 name=$2 scratch=/run
shift 2
trap '' INT TERM HUP

mount -t tmpfs tmpfs "$scratch"
mkdir "$scratch/groups" "$scratch/upper" "$scratch/work" "$scratch/root"
root=$scratch/root
mount -t overlay overlay -o "lowerdir=$layers,upperdir=$scratch/upper,workdir=$scratch/work" "$root"
while [ $# -gt 0 ]; do
  if [ -d "$1" ]; then mkdir -p "$root$2"; else mkdir -p "$(dirname "$root$2")"; : > "$root$2"; fi
  mount --bind "$1" "$root$2"
  mount -o remount,bind,ro "$root$2"
  shift 2
done

mount -t cgroup2 cgroup2 "$scratch/groups"
group=$scratch/groups/$name
mkdir "$group"

cat > "$scratch/enter" <<'END'
set -eu
root=$1 name=$2
mount -t proc proc "$root/proc"
# Read only, as in any container: so nobody waits for an udev that will not run.
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  : > "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ip link set lo up
hostname "$name"
cd "$root"
mkdir .old
pivot_root . .old
umount -l .old
rmdir .old
exec env -i container=skywriter PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --log-target=console --show-status=false systemd.unit=multi-user.target
END

# Says the id of its first process at every start: once, and again when the machine is told to reboot.
boots() {
  for boot in 1 2 3 4; do
    sh -c 'echo $$ > "$1/cgroup.procs"; exec unshare -m -p -n -u -i -C -f --propagation private sh "$2" "$3" "$4"' \
      sh "$group" "$scratch/enter" "$root" "$name" < /dev/null >&2 &
    outer=$!
    init=
    while [ -z "$init" ] && kill -0 $outer 2> /dev/null; do
      init=$(tr -d ' ' < "/proc/$outer/task/$outer/children")
      [ -n "$init" ] || sleep 0.02
    done
    echo "$init"
    wait $outer || true
    [ ! -e "$scratch/ending" ] || break
  done
}
boots &
cat > /dev/null || true

: > "$scratch/ending"
echo 1 > "$group/cgroup.kill"
wait
cd "$scratch/groups"
# What was killed is in its groups until its parents have looked at it.
tries=0
until find "$name" -depth -type d -exec rmdir {} + 2> /dev/null; do
  tries=$((tries + 1))
  [ $tries -lt 500 ] || exit 1
  sleep 0.02
done
