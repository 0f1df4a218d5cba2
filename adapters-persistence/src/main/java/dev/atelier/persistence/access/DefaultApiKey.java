package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.persistence.OwnerOnly;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The installation's own API key: the setting {@code atelier.api-key}, or the secret {@code atelier.secrets.api-key},
 * or else the file {@code api-key} in the data folder, which is created at the first start and readable by its owner
 * only.
 */
@Singleton
public final class DefaultApiKey {

    private final String given;
    private final Path file;
    private final OwnKeySecret secret;

    DefaultApiKey(
            @Value("${atelier.api-key:}") String given,
            @Value("${atelier.data-dir}") Path dataFolder,
            OwnKeySecret secret) {
        if (!given.isEmpty() && secret.isGiven()) {
            throw new IllegalArgumentException(
                    "both " + OwnKeySecret.SETTING + " and atelier.api-key are set; set one of them");
        }
        if (!given.isEmpty()) {
            ApiKeyConfiguration.requireHardToGuess("atelier.api-key (ATELIER_API_KEY)", given);
        }
        this.given = given;
        this.secret = secret;
        this.file = dataFolder.resolve("api-key");
    }

    public String value() {
        if (!given.isEmpty()) {
            return given;
        }
        return secret.isGiven() ? secret.read() : fromFile();
    }

    /** Where an operator finds the key; never the key itself. */
    public String place() {
        if (!given.isEmpty()) {
            return "the setting atelier.api-key (ATELIER_API_KEY)";
        }
        return secret.isGiven() ? "the secret that " + OwnKeySecret.SETTING + " names" : file.toString();
    }

    private String fromFile() {
        try {
            OwnerOnly.make(file.getParent());
            if (!Files.exists(file)) {
                create();
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the API key in " + file + " can be neither read nor created: " + e.getMessage(), e);
        }
    }

    /**
     * Written to a temporary file and then linked, so that the key is always complete when read, whichever process
     * creates it.
     */
    private void create() throws IOException {
        Path draft = Files.createTempFile(file.getParent(), "api-key", ".new"); // its owner's alone
        try {
            Files.writeString(draft, ApiKey.random() + "\n");
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            return; // another process was first; its key is used
        } finally {
            Files.delete(draft);
        }
    }
}
