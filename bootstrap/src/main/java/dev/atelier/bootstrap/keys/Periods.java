package dev.atelier.bootstrap.keys;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads options about times. */
final class Periods {

    private static final Pattern PERIOD = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Periods() {}

    /** A length of time, for example {@code 24h}. */
    static final class Length implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String value) {
            Matcher period = PERIOD.matcher(value);
            if (!period.matches()) {
                throw new TypeConversionException(
                        "'" + value + "' is no length of time; it is written 30m, 24h or 90d");
            }
            return UNITS.get(period.group(2)).multipliedBy(Long.parseLong(period.group(1)));
        }
    }

    /** A time to come: so long from now, or a date of UTC, or a time with its offset. */
    static final class Deadline implements ITypeConverter<Instant> {

        private final Clock clock;

        Deadline() {
            this(Clock.systemUTC());
        }

        Deadline(Clock clock) {
            this.clock = clock;
        }

        @Override
        public Instant convert(String value) {
            Instant now = clock.instant();
            Instant time = PERIOD.matcher(value).matches() ? now.plus(new Length().convert(value)) : time(value);
            if (!time.isAfter(now) || time.isAfter(LATEST)) {
                throw new TypeConversionException(
                        "'" + value + "' is not to come; a key expires between now and the year 9999");
            }
            return time;
        }

        private static Instant time(String value) {
            try {
                return value.contains("T")
                        ? OffsetDateTime.parse(value).toInstant()
                        : LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'" + value + "' is no time; it is written 90d, 2027-01-31 or 2027-01-31T12:00:00Z");
            }
        }
    }
}
