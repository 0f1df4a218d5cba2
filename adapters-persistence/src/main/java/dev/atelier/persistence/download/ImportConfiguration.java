package dev.atelier.persistence.download;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * How checkpoints are imported from URLs.
 *
 * @param allowedHosts hosts and networks (such as {@code models.lan}, {@code 10.1.0.0/16}) that may be reached although
 *     their addresses are not public; a host's name allows every address that it resolves to. Default: none
 * @param maxBytes how large a file may be; a number of bytes, or one with {@code MB} or {@code GB}. Default: 32GB
 * @param stallTimeout how long a server may send nothing. Default: 60s
 * @param deadline how long after its creation an import may take, all told. Default: 24h
 * @param tries how often in a row a connection may break, with less than 1 MiB gained, before the import fails. Default: 6
 * @param retryPause how long to wait after the first break; doubles with each further one, up to 64 times. Default: 1s
 * @param workers how many checkpoints this process imports at the same time; 0 leaves it to other replicas. Default: 2
 * @param spool the folder for what has not arrived whole and for merges that are not through; made when it is missing, of
 *     this process alone. Default: {@code data/imports}
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
        @Bindable(defaultValue = "data/imports") Path spool) {

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
