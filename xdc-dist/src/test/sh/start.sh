#!/bin/sh
# start.sh DISTRIBUTION FOLDER: the start script works from any folder, through links, without a
# cache, and says what is missing. The completion script completes.
set -eu
dist=$1
work=$2
rm -rf "$work"
mkdir -p "$work/with space"
fail() {
  echo "start script: $1" >&2
  exit 1
}

ln -s "$dist" "$work/with space/xdc"
ln -s "with space/xdc/bin/xdc" "$work/linked"
cd "$work"
export XDC_CACHE="$work/cache"
first=$(./linked --version) || fail "does not start through a link"
ls cache/classes-*.jsa >/dev/null || fail "keeps no classes in XDC_CACHE"
[ "$(XDC_OPTS='-Xmx64m -Xshare:on' ./linked --version)" = "$first" ] || fail "does not use the classes it keeps"
[ "$(XDC_CACHE=/proc/none ./linked --version)" = "$first" ] || fail "needs a cache"
JAVA_HOME="$work/none" ./linked --version 2>message && fail "starts without Java"
grep -q "JAVA_HOME=$work/none" message || fail "does not name JAVA_HOME: $(cat message)"
if ./linked nosuchcommand 2>message; then fail "takes any command"; fi
if command -v bash >/dev/null; then
  words=$(bash -c '. "$1"; COMP_WORDS=(xdc pre); COMP_CWORD=1; _complete_xdc 2>/dev/null; echo "${COMPREPLY[*]}"' \
    bash "$dist/completion/xdc")
  [ "$words" = "prepare pretrain" ] || fail "completes pre to: $words"
  words=$(bash -c '. "$1"; COMP_WORDS=(xdc pretrain --method su); COMP_CWORD=3; _complete_xdc 2>/dev/null; echo "${COMPREPLY[*]}"' \
    bash "$dist/completion/xdc")
  [ "$words" = "supervised" ] || fail "completes --method su to: $words"
fi
if command -v zsh >/dev/null; then
  zsh -fc '. "$1" && whence _complete_xdc' zsh "$dist/completion/xdc" >message 2>&1 ||
    fail "zsh does not take the completion script: $(cat message)"
fi
echo "start script: $first"
