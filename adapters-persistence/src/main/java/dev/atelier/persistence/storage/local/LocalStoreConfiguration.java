package dev.atelier.persistence.storage.local;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.nio.file.Path;

/**
 * Configuration of the file store.
 *
 * @param folder created if missing; replicas that share it share all of it. Default: {@code data/store}
 * @param reserve disk space to leave free for others such as the database; a number of bytes, or one with {@code KB},
 *     {@code MB} or {@code GB}. Default: 256MB
 */
@ConfigurationProperties("atelier.file-store")
public record LocalStoreConfiguration(
        @Bindable(defaultValue = "data/store") Path folder,
        @Bindable(defaultValue = "256MB") @ReadableBytes long reserve) {

    public LocalStoreConfiguration {
        if (reserve < 0) {
            throw new IllegalArgumentException(
                    "atelier.file-store.reserve is " + reserve + ", but the minimum is 0, which reserves nothing");
        }
    }
}
