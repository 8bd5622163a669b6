#!/bin/sh
# bundle.sh BUNDLE: checks a bundle as Maven Central does: for each file a signature and checksums that fit, for each
# jar its sources and Javadoc, in each pom what Central asks for. Signatures are those of keys that gpg knows.
set -eu
bundle=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
jar xf "$bundle"
find . -type f | LC_ALL=C sort >all
faults=0
fault() {
  echo "$1" >&2
  faults=$((faults + 1))
}

grep -E '\.(pom|jar|xml)$' all >artifacts
while read -r file; do
  gpg --batch --quiet --verify "$file.asc" "$file" 2>message || fault "$file: $(tail -n 1 message)"
  for sum in md5 sha1 sha256 sha512; do
    if [ -e "$file.$sum" ]; then
      [ "$(cat "$file.$sum")" = "$(${sum}sum "$file" | cut -d ' ' -f 1)" ] || fault "$file: another $sum"
    elif [ "$sum" = md5 ] || [ "$sum" = sha1 ]; then
      fault "$file: no $sum"
    fi
  done
done <artifacts

grep '\.pom$' all >poms
while read -r pom; do
  for element in name description url licenses developers scm connection; do
    grep -qE "<$element[ >]" "$pom" || fault "$pom: no $element"
  done
  for odd in SNAPSHOT '<parent>' '<repositories>' '\.example/' '<version>\$'; do
    if grep -q "$odd" "$pom"; then fault "$pom: $odd"; fi
  done
  if ! grep -q '<packaging>pom<' "$pom"; then
    for jar in .jar -sources.jar -javadoc.jar; do
      [ -e "${pom%.pom}$jar" ] || fault "$pom: no $jar"
    done
  fi
done <poms

for pom in $(cat poms); do
  ls "${pom%.pom}"* | grep -vE '\.(asc|md5|sha1|sha256|sha512)$' | xargs -n 1 basename
done
echo "$(wc -l <artifacts) artifacts of $(wc -l <poms) modules, $(grep -c '\.asc$' all) signatures, $faults faults"
[ "$faults" = 0 ] && [ -s artifacts ]
