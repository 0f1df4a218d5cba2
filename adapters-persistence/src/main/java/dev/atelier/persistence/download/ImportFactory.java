package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportDeadline;
import dev.atelier.application.checkpoint.ImportPolicy;
import dev.atelier.persistence.storage.local.LocalStoreConfiguration;
import dev.atelier.persistence.storage.presigned.UrlSigningKey;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Provides the use cases with the settings that concern them. */
@Factory
final class ImportFactory {

    @Singleton
    ImportDeadline limit(ImportConfiguration config) {
        return new ImportDeadline(config.deadline());
    }

    @Singleton
    ImportPolicy policy(ImportSourcesConfiguration config) {
        return new ImportPolicy(config.perUser(), config.credentialsPerUser());
    }

    @Singleton
    SecretCipher credentialCipher(
            ImportSourcesConfiguration config,
            LocalStoreConfiguration files,
            @Value("${atelier.store:}") String store) {
        if (!config.credentialKeys().isEmpty()) {
            List<byte[]> keys = config.credentialKeys().stream()
                    .map(key -> key.getBytes(StandardCharsets.UTF_8))
                    .toList();
            return new SecretCipher(() -> keys);
        }
        return "s3".equals(store) ? new SecretCipher(List::of) : new SecretCipher(() -> signingSecret(files));
    }

    private static List<byte[]> signingSecret(LocalStoreConfiguration files) {
        try {
            return List.of(UrlSigningKey.in(files.folder().resolve("url-secret")));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the signing secret of the file store", e);
        }
    }
}
