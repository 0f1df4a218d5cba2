package dev.atelier.persistence.access;

import dev.atelier.persistence.secret.SecretsConfiguration;
import dev.atelier.persistence.secret.SecretsManager;
import dev.atelier.persistence.secret.UnreadableSecretException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The installation's own API key in AWS Secrets Manager. Thread-safe. */
@Singleton
final class OwnKeySecret {

    private static final Logger LOG = LoggerFactory.getLogger(OwnKeySecret.class);

    static final String SETTING = SecretsConfiguration.KEY + ".api-key";

    private final SecretsConfiguration configuration;
    private final SecretsManager secrets;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Instant due;

    OwnKeySecret(SecretsConfiguration configuration, SecretsManager secrets) {
        this.configuration = configuration;
        this.secrets = secrets;
        this.due = next();
    }

    boolean isGiven() {
        return configuration.apiKey() != null;
    }

    /** Reads the current key from the secret. */
    String read() {
        String key = secrets.read(SETTING, configuration.apiKey());
        ApiKeyConfiguration.requireHardToGuess(SETTING, key);
        due = next();
        return key;
    }

    /**
     * The key read again, if it was last read longer ago than allowed. While Secrets Manager is unavailable, the last
     * key stays.
     */
    Optional<String> renewed() {
        if (!isGiven() || !isDue() || !reading.tryLock()) {
            return Optional.empty();
        }
        try {
            return isDue() ? Optional.of(read()) : Optional.empty();
        } catch (UnreadableSecretException | IllegalArgumentException e) {
            due = next();
            LOG.warn("The API key is unchanged: {}", e.getMessage());
            return Optional.empty();
        } finally {
            reading.unlock();
        }
    }

    private boolean isDue() {
        return !Instant.now().isBefore(due);
    }

    private Instant next() {
        return Instant.now().plus(configuration.maxAge());
    }
}
