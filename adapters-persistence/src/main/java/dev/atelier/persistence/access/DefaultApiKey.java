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
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The installation's own API key: the one given as {@code atelier.api-key}, or the one in the secret
 * {@code atelier.secrets.api-key}, or else the one in the file {@code api-key} of the data folder, which is made at the first start and only its owner can read.
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
                    "both " + OwnKeySecret.SETTING + " and atelier.api-key are given; give one of them");
        }
        if (!given.isEmpty()) {
            ApiKeyConfiguration.requireHardToGuess("atelier.api-key (ATELIER_API_KEY)", given);
        }
        this.given = given;
        this.secret = secret;
        this.file = dataFolder.resolve("api-key");
    }

    /** The key itself. */
    public String value() {
        if (!given.isEmpty()) {
            return given;
        }
        return secret.isGiven() ? secret.read() : fromFile();
    }

    /** Where a person finds the key; never the key. */
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
                    "the API key in " + file + " can be neither read nor made: " + e.getMessage(), e);
        }
    }

    /** Written aside and then linked, so that a key that can be read is always whole, whoever is first. */
    private void create() throws IOException {
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path draft = Files.createTempFile(file.getParent(), "api-key", ".new", ownerOnly);
        try {
            Files.writeString(draft, ApiKey.random() + "\n");
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            return; // another process was first; its key is the key
        } finally {
            Files.delete(draft);
        }
    }
}
