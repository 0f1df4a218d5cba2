package dev.atelier.rest.envelope;

import io.micronaut.core.annotation.Nullable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats times as the 1.4.0 and 1.5.0 documents do: UTC, {@code 2024-02-05 06:10:52.552528}. */
public final class TimestampFormat {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private static final int NANOS_OF_A_MICRO = 1000;

    private static final DateTimeFormatter FORMAT_OF_2023 =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm-ss").withZone(ZoneOffset.UTC);

    private TimestampFormat() {}

    /** The time in seconds since 1970, for trainings and datasets: {@code 1710466658.565659}. */
    public static String seconds(Instant time) {
        return String.format(Locale.ROOT, "%d.%06d", time.getEpochSecond(), time.getNano() / NANOS_OF_A_MICRO);
    }

    /** The end of a job in the format of the 2023-07-05 document: {@code 2023-07-05-06-38-49}; null for null. */
    public static @Nullable String write2023(@Nullable Instant time) {
        return time == null ? null : FORMAT_OF_2023.format(time);
    }

    /** The formatted time; null for null. */
    public static @Nullable String write(@Nullable Instant time) {
        return time == null ? null : FORMAT.format(time);
    }
}
