package dev.atelier.persistence.download;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Imports of checkpoints from URLs.
 *
 * @param allowedHosts hosts and networks (such as {@code models.lan}, {@code 10.1.0.0/16}) that may be reached although
 *     their addresses are not public; a host's name allows every address that it resolves to. Default: none
 * @param maxBytes maximum size of a file; a number of bytes, or one with {@code MB} or {@code GB}. Default: 32GB
 * @param stallTimeout how long a server may send nothing. Default: 60s
 * @param deadline maximum time of an import after its creation. Default: 24h
 * @param tries how many times in a row a connection may break, with less than 1 MiB received, before the import fails.
 *     Default: 6
 * @param retryPause delay after the first break; doubled after each further one, up to 64 times. Default: 1s
 * @param workers how many checkpoints this process imports at the same time; 0 leaves it to other replicas. Default: 2
 * @param tempDir folder for incomplete downloads and merges, created if missing, used by this process only. Default:
 *     {@code data/imports}
 */
@ConfigurationProperties("atelier.import")
public record ImportConfiguration(
        @Bindable(defaultValue = "") List<String> allowedHosts,
        @Bindable(defaultValue = "32GB") @ReadableBytes long maxBytes,
        @Bindable(defaultValue = "60s") Duration stallTimeout,
        @Bindable(defaultValue = "24h") Duration deadline,
        @Bindable(defaultValue = "6") int tries,
        @Bindable(defaultValue = "1s") Duration retryPause,
        @Bindable(defaultValue = "2") int workers,
        @Bindable(defaultValue = "data/imports") Path tempDir) {

    public ImportConfiguration {
        allowedHosts = allowedHosts.stream()
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .toList();
        require(maxBytes > 0, "max-bytes", maxBytes, "a positive number of bytes");
        require(isPositive(stallTimeout), "stall-timeout", stallTimeout, "a time such as 60s");
        require(isPositive(deadline), "deadline", deadline, "a time such as 24h");
        require(tries > 0, "tries", tries, "at least 1");
        require(!retryPause.isNegative(), "retry-pause", retryPause, "a time such as 1s");
        require(workers >= 0 && workers <= 64, "workers", workers, "0 to 64");
    }

    private static boolean isPositive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }

    private static void require(boolean holds, String key, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("atelier.import." + key + " is " + value + "; allowed is " + allowed);
        }
    }
}
