#!/usr/bin/env bash
# Starts `xdc doctor`, which loads PyTorch and FFmpeg, as one user while another has planted libraries and programs, and
# with caches that cannot be used. A planted file that is loaded or started leaves a mark. Linux, as root, with a C compiler,
# in the folder of this repository after mvn package: users.sh WORK_FOLDER. Classes from elsewhere: CLASSPATH.
# It makes the users xdc-a and xdc-b and removes them. WORK_FOLDER must lie where any user may go.
set -u
here=$(dirname "$(realpath "$0")")
: "${CLASSPATH:=$(realpath xdc-cli/target/xdc.jar)}" && export CLASSPATH
work=$(realpath -m "$1")
mkdir -p "$work" && cd "$work" || exit 1
for user in xdc-a xdc-b; do useradd --no-create-home --shell /bin/sh $user || exit 1; done
finish() { umount "$work"/*.tmpfs 2>/dev/null; userdel xdc-a; userdel xdc-b; }
trap finish EXIT
mark=$work/marks && mkdir -p "$mark" && chmod 1777 "$mark"
${CC:-cc} -shared -fPIC -DCANARY="\"$mark/loaded\"" -o planted.so "$here/planted.c" || exit 1
printf '#!/bin/sh\ntouch %s/started\nexit 1\n' "$mark" > planted.sh && chmod 755 planted.sh planted.so

folder() { mkdir -p "$2" && chown "$1" "$2" && chmod "$3" "$2"; } # OWNER PATH MODE
filesystem() { mkdir -p "$1.tmpfs" && mount -t tmpfs -o "$2" tmpfs "$1.tmpfs"; }
plant() { # INTO: what a run would look for there, from the run of another cache, all of it planted by xdc-b
  cp -r home-a/.cache/xdc/. "$1/"
  find "$1" -mindepth 1 -type f -name '*.so*' -exec cp planted.so {} \;
  find "$1" -mindepth 1 -type f ! -name '*.so*' ! -name '*.jar' -exec cp planted.sh {} \;
  find "$1" -mindepth 1 -exec chown xdc-b {} + && chmod -R a+rX "$1"
}
attempt() { # NAME USER [VARIABLE=VALUE...]
  local name=$1 user=$2; shift 2
  rm -f "$mark"/*
  setpriv --reuid=$user --regid=$user --clear-groups env -i PATH="$PATH" CLASSPATH="$CLASSPATH" "$@" sh -c \
    'cd "$TMP" && java -Xmx600m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Duser.home="$HOME" -Djava.io.tmpdir="$TMP" dev.xdc.cli.XdcCommand doctor' \
    > out.log 2>&1
  local code=$?
  echo "$name: exit status $code, planted files that ran: $(ls "$mark" | wc -l), left among temporary files: $(ls -A temp | grep -v '^hsperf' | wc -l)"
  grep -aE '^(FAIL|error)|WARN' out.log | sed "s#$work/##g" | cut -c1-400 | sed 's/^/  /'
}

setpriv --reuid=xdc-a --clear-groups sh -c "./planted.sh; LD_PRELOAD=$work/planted.so ls >/dev/null"
[ "$(ls "$mark" | wc -l)" = 2 ] || { echo "planted files leave no mark: nothing would be seen"; exit 1; }
folder root temp 1777
folder xdc-a home-a 700
folder xdc-b home-b 700
a=(HOME="$work/home-a" TMP="$work/temp")
attempt "home of one's own" xdc-a "${a[@]}"
folder root home-none 755
attempt "home that cannot be written to" xdc-a HOME="$work/home-none" TMP="$work/temp"
filesystem noexec mode=1777,noexec
attempt "cache mounted noexec" xdc-a "${a[@]}" XDC_CACHE="$work/noexec.tmpfs/cache"
filesystem full mode=1777,size=8m
attempt "full cache" xdc-a "${a[@]}" XDC_CACHE="$work/full.tmpfs/cache"
attempt "nothing can be started from anywhere" xdc-a HOME="$work/home-none" TMP="$work/noexec.tmpfs"
folder xdc-b of-b 777 && plant of-b
attempt "planted by the owner of the cache" xdc-a "${a[@]}" XDC_CACHE="$work/of-b"
folder root sticky 1777 && plant sticky
attempt "planted in a sticky folder of root" xdc-a "${a[@]}" XDC_CACHE="$work/sticky"
folder xdc-a open 777 && plant open
attempt "planted in an open cache of one's own" xdc-a "${a[@]}" XDC_CACHE="$work/open"
attempt "the same cache again" xdc-a "${a[@]}" XDC_CACHE="$work/open"
folder root both 1777
attempt "shared cache, first user" xdc-a "${a[@]}" XDC_CACHE="$work/both"
attempt "shared cache, second user" xdc-b HOME="$work/home-b" TMP="$work/temp" XDC_CACHE="$work/both"
folder root temp-c 1777
nameless=(HOME="?" TMP="$work/temp-c")
attempt "a user without name and home" 54321 "${nameless[@]}"
rm -r temp-c/xdc-of-54321 && folder xdc-b temp-c/xdc-of-54321 755 && plant temp-c/xdc-of-54321
attempt "planted in the place of its cache" 54321 "${nameless[@]}"
