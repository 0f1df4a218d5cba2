package dev.atelier.persistence;

import io.micronaut.core.convert.ConversionContext;
import io.micronaut.data.model.runtime.convert.AttributeConverter;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Binds times as UTC with microseconds, the precision of both databases. Bound as {@link Timestamp}, Micronaut Data's
 * default, H2 would read them as local times of the session and lose the hour that a time zone repeats in autumn.
 */
@Singleton
public final class UtcInstantConverter implements AttributeConverter<Instant, Object> {

    @Override
    public Object convertToPersistedValue(Instant time, ConversionContext context) {
        return time == null ? null : utc(time);
    }

    @Override
    public Instant convertToEntityValue(Object stored, ConversionContext context) {
        if (stored == null) {
            return null;
        }
        return stored instanceof Timestamp timestamp ? timestamp.toInstant() : ((OffsetDateTime) stored).toInstant();
    }

    public static OffsetDateTime utc(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
