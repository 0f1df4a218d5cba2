package dev.atelier.rest;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;

/**
 * How long connections wait for clients, under {@code atelier.request}.
 *
 * @param headerTimeout {@code header-timeout}: the maximum time from the first byte of a request to the end of its
 *     headers. Default: 30s
 * @param stallTimeout {@code stall-timeout}: the time in which at least {@code minBytes} of an incomplete body have to
 *     arrive. The time in which this service does not read, because it is still writing what came before, does not
 *     count. Also the time in which a client has to take some of a response. Default: 60s
 * @param minBytes {@code min-bytes}: see {@code stallTimeout}; a number of bytes, or one with {@code KB} or {@code MB}.
 *     Default: 4KB
 */
@ConfigurationProperties("atelier.request")
public record ConnectionSettings(
        @Bindable(defaultValue = "30s") Duration headerTimeout,
        @Bindable(defaultValue = "60s") Duration stallTimeout,
        @Bindable(defaultValue = "4KB") @ReadableBytes long minBytes) {

    public ConnectionSettings {
        require(isPositive(headerTimeout), "header-timeout", headerTimeout, "a time such as 30s");
        require(isPositive(stallTimeout), "stall-timeout", stallTimeout, "a time such as 60s");
        require(minBytes > 0, "min-bytes", minBytes, "a positive number of bytes");
    }

    private static boolean isPositive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }

    private static void require(boolean holds, String key, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("atelier.request." + key + " is " + value + "; allowed is " + allowed);
        }
    }
}
