#!/usr/bin/env bash
# Runs the checks of the lanes with real AVX-512 IFMA instructions on a machine that has none: a small Linux boots in Bochs, an
# emulator of a whole PC, and its only process is the check. Takes minutes.
#   native/test/avx512/run.sh KERNEL     KERNEL is a vmlinuz of Linux 6.1 or later with a serial console
# Needs g++ with static libraries, bochs with bochs-term or another display, isolinux and syslinux-common, xorriso, cpio; on
# Debian also a kernel: apt-get download linux-image-cloud-amd64's dependency, dpkg -x it, boot/vmlinuz-*.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kernel=${1:?"usage: run.sh KERNEL (a vmlinuz)"}
for tool in bochs xorriso cpio g++ gcc; do
  command -v "$tool" > /dev/null || { echo "$tool is missing: nothing was checked." >&2; exit 2; }
done
isolinux=/usr/lib/ISOLINUX/isolinux.bin
linux_module=/usr/lib/syslinux/modules/bios/ldlinux.c32
bios=/usr/share/bochs
for file in "$kernel" "$isolinux" "$linux_module" "$bios/BIOS-bochs-latest"; do
  [ -r "$file" ] || { echo "$file is missing: nothing was checked." >&2; exit 2; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/root/dev" "$work/disc"
# Without -madx: Bochs 2.7 gets adcx and adox wrong, so the scalar code has to do without them.
g++ -std=c++17 -O3 -static -mavx512f -mavx512ifma -mavx512vl -mavx512dq -mavx512bw \
  -DPROOFPRESS_LANES_CHECK_ALONE "$here/../lanes-check.cpp" -o "$work/root/checks"
gcc -O1 -static "$here/init.c" -o "$work/root/init"
strip "$work/root/checks" "$work/root/init"
mknod "$work/root/dev/console" c 5 1
(cd "$work/root" && find . | cpio -o -H newc --quiet | gzip -1 > "$work/disc/initrd.gz")
cp "$isolinux" "$linux_module" "$work/disc/"
cp "$kernel" "$work/disc/vmlinuz"
# Linux does not expect the place that Bochs 2.7 gives to protection keys (features 515, 516), nor its size of the compacted
# state (321, 323), and would leave AVX-512 off.
cat > "$work/disc/isolinux.cfg" << 'END'
DEFAULT checks
PROMPT 0
TIMEOUT 1
LABEL checks
  KERNEL vmlinuz
  APPEND initrd=initrd.gz console=ttyS0 nokaslr mitigations=off nopti nosmp acpi=off split_lock_detect=off noxsaves clearcpuid=321,323,515,516
END
xorriso -as mkisofs -quiet -o "$work/boot.iso" -b isolinux.bin -c boot.cat -no-emul-boot -boot-load-size 4 \
  -boot-info-table "$work/disc" 2> /dev/null
cat > "$work/bochsrc" << END
cpu: model=corei3_cnl, count=1, ips=50000000, reset_on_triple_fault=0, ignore_bad_msrs=1
megs: 256
romimage: file=$bios/BIOS-bochs-latest
vgaromimage: file=$bios/VGABIOS-lgpl-latest
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=cdrom, path=$work/boot.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$work/serial.txt
clock: sync=none, time0=local
log: $work/bochs.log
panic: action=fatal
error: action=ignore
display_library: ${BOCHS_DISPLAY:-rfb, options="timeout=0"}
speaker: enabled=0
END
# Debian's Bochs stops in its debugger first.
echo c > "$work/commands"
bochs -q -f "$work/bochsrc" -rc "$work/commands" < /dev/null > "$work/bochs.out" 2>&1 || true
touch "$work/serial.txt"
grep -a -E '^(model name|avx512ifma|lanes|CHECKS|.*does not hold)' "$work/serial.txt" || tail -n 20 "$work/serial.txt" "$work/bochs.out"
grep -a -q 'lanes avx512: ok' "$work/serial.txt" && grep -a -q 'CHECKS ENDED exit 0' "$work/serial.txt"
