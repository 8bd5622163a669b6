#!/bin/sh
# Runs StandAloneTest with each worker in a network namespace, which is a host to the other and to
# the driver; one is cut off for half a minute. Needs root and iproute2. From the repository's root:
#   sh xdc-spark/src/test/sh/two-hosts.sh [METHOD...]
# METHODs of the test, default all. MVN, default "mvn -B -ntp", is the command that gets the goals.
set -eu

BRIDGE=xdc-net
NET=10.83.71
HOSTS=$NET.1,xdc-a=$NET.2,xdc-b=$NET.3
TEST=StandAloneTest
separator='#'
for method in "$@"; do
  TEST=$TEST$separator$method
  separator=+
done

down() {
  for host in xdc-a xdc-b; do
    ip netns del $host 2>/dev/null || true
    ip link del $host-link 2>/dev/null || true
  done
  ip link del $BRIDGE 2>/dev/null || true
}
trap down EXIT
down

ip link add $BRIDGE type bridge
ip addr add $NET.1/24 dev $BRIDGE
ip link set $BRIDGE up
last=1
for host in xdc-a xdc-b; do
  last=$((last + 1))
  ip netns add $host
  ip link add $host-link type veth peer name eth0 netns $host
  ip link set $host-link master $BRIDGE up
  ip netns exec $host ip addr add $NET.$last/24 dev eth0
  ip netns exec $host ip link set eth0 up
  ip netns exec $host ip link set lo up
done

# shellcheck disable=SC2086
${MVN:-mvn -B -ntp} -pl xdc-spark -am test -Dtest="$TEST" -Dxdc.test.excludedGroups= \
  -Dsurefire.failIfNoSpecifiedTests=false -Dxdc.test.hosts="$HOSTS"
