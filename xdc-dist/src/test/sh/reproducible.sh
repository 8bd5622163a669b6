#!/bin/sh
# reproducible.sh [MAVEN OPTIONS]: builds the commit in two folders, and compares the hashes of all
# jars, with those of sources and Javadoc, and of the zip file.
set -eu
here=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for folder in first "second folder"; do
  mkdir "$work/$folder"
  git -C "$here" archive HEAD | tar xf - -C "$work/$folder"
  (
    cd "$work/$folder"
    mvn -q -B -ntp -Pquick -Dmaven.source.skip=false -Dmaven.javadoc.skip=false \
      -Dassembly.skipAssembly=false "$@" verify
    find . -path './*/target/*' -name '*.jar' ! -path '*/lib/*' -o -path './*/target/*.zip' |
      LC_ALL=C sort | xargs sha256sum
  ) >"$work/$folder.sums"
done
if ! diff "$work/first.sums" "$work/second folder.sums"; then
  echo "two builds differ" >&2
  exit 1
fi
echo "$(wc -l <"$work/first.sums") files are equal"
