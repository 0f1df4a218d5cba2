package dev.atelier.persistence.secret;

import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.core.type.Argument;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The database's user and password from their secret, cached until the database rejects them. Thread-safe. */
final class DatabaseSecret {

    static final String SETTING = SecretsConfiguration.KEY + ".database";

    /** While a password stays wrong, Secrets Manager is not queried at every attempt to connect. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SecretsManager secrets;
    private final JsonColumnCodec jsonColumnCodec;
    private final String id;

    private DatabaseLogin login;
    private Instant read = Instant.MIN;

    DatabaseSecret(SecretsManager secrets, JsonColumnCodec jsonColumnCodec, String id) {
        this.secrets = secrets;
        this.jsonColumnCodec = jsonColumnCodec;
        this.id = id;
    }

    synchronized DatabaseLogin current() {
        if (login == null) {
            read();
        }
        return login;
    }

    /** The secret's content after the database rejected this login; the same login if the secret has not changed. */
    synchronized DatabaseLogin after(DatabaseLogin rejected) {
        if (rejected.equals(login) && !Instant.now().isBefore(read.plus(PAUSE))) {
            read();
        }
        return login;
    }

    private void read() {
        read = Instant.now();
        login = parse(secrets.read(SETTING, id));
    }

    private DatabaseLogin parse(String text) {
        try {
            Map<String, Object> fields = jsonColumnCodec.read(Argument.mapOf(String.class, Object.class), text);
            if (fields.get("username") instanceof String username
                    && fields.get("password") instanceof String password) {
                return new DatabaseLogin(username, password);
            }
        } catch (UncheckedIOException e) {
            // The cause would repeat the text.
        }
        throw new UnreadableSecretException(
                SETTING + " names the secret " + id + ", which is not JSON with the strings username and password");
    }
}
