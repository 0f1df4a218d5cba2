#!/usr/bin/env bash
# Finding: a java.time.Clock that ticks in less than a millisecond has an instant, and fails when it is asked for its milliseconds.
#
# Packages: openjdk-17-jdk-headless and openjdk-17-jre-headless 17.0.21.1+2-1~deb12u1 (Debian 12, security updates).
# Input: Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000)), which its documentation allows: a whole number of such ticks is a second.
# Seen: instant() returns the time, truncated to microseconds; millis() throws ArithmeticException, "/ by zero", at each call.
# Why it surprises: such a clock is what one gives a service whose database keeps microseconds, and Clock promises for millis() the same
#   as instant().toEpochMilli(). Tests with a fixed or settable clock pass; the program fails at its first call of millis().
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
version='17.0.21.1+2-1~deb12u1'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q "openjdk-17-jre-headless=$version" "openjdk-17-jdk-headless=$version"
for package in *.deb; do
  dpkg -x "$package" jdk
done
cat > Ticks.java <<'JAVA'
import java.time.Clock;
import java.time.Duration;

class Ticks {
    public static void main(String[] arguments) {
        Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));
        System.out.println("instant() to the millisecond: " + (clock.instant().toEpochMilli() > 0));
        try {
            System.out.println("millis(): " + clock.millis());
        } catch (ArithmeticException e) {
            System.out.println("millis(): ArithmeticException, " + e.getMessage());
        }
    }
}
JAVA
seen=$(jdk/usr/lib/jvm/java-17-openjdk-*/bin/java Ticks.java)
echo "$seen"
[ "$seen" = "instant() to the millisecond: true
millis(): ArithmeticException, / by zero" ]
