#!/usr/bin/env bash
# Makes the Debian package out of what is already built.
# packaging/build.sh BINARY OUTPUT_FOLDER; prints the path of the .deb
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
binary=$1
output=$2
version=$(sed -n 's/^project(jishi VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
architecture=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree

install -d -m 755 "$tree"/{DEBIAN,etc/jishi,lib/systemd/system,usr/bin,usr/share/doc/jishi,usr/share/jishi}
install -m 755 "$binary" "$tree/usr/bin/jishi"
strip --strip-unneeded "$tree/usr/bin/jishi"
cp -r "$root/web/dist" "$tree/usr/share/jishi/web"
cp -r "$root/packs" "$tree/usr/share/jishi/packs"
install -m 644 "$here/jishi.service" "$tree/lib/systemd/system/jishi.service"
install -m 640 "$here/jishi.toml" "$tree/etc/jishi/jishi.toml"
install -m 644 "$root/docs/operations.md" "$root/CHANGELOG.md" "$tree/usr/share/doc/jishi/"
install -m 644 "$root/LICENSE" "$tree/usr/share/doc/jishi/copyright"
find "$tree/usr/share" -type d -exec chmod 755 {} +
find "$tree/usr/share" -type f -exec chmod 644 {} +

install -m 755 "$here"/debian/{postinst,prerm,postrm} "$tree/DEBIAN/"
echo /etc/jishi/jishi.toml >"$tree/DEBIAN/conffiles"

# The libraries and their versions, from the binary itself.
mkdir "$work/debian"
printf 'Source: jishi\n\nPackage: jishi\nArchitecture: any\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info tree/usr/bin/jishi 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
cat >"$tree/DEBIAN/control" <<CONTROL
Package: jishi
Version: $version
Architecture: $architecture
Maintainer: Jishi maintainers <maintainers@jishi.invalid>
Depends: adduser, init-system-helpers (>= 1.51), $depends
Recommends: ca-certificates, fonts-noto-cjk, fonts-arphic-ukai
Suggests: postgresql-15
Section: web
Priority: optional
Installed-Size: $(du -sk "$tree" | cut -f1)
Description: platform for grassroots Party building (基石)
 One server, one database and one web application for the registry of
 organisations, their units and coverage, and what later modules add.
 SQLite is built in; PostgreSQL 15 can take its place.
CONTROL
(cd "$tree" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"

mkdir -p "$output"
dpkg-deb --root-owner-group -Zxz --build "$tree" "$output/jishi_${version}_$architecture.deb" >/dev/null
echo "$output/jishi_${version}_$architecture.deb"
