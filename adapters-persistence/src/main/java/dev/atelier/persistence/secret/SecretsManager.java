package dev.atelier.persistence.secret;

import io.micronaut.context.BeanContext;
import jakarta.inject.Singleton;

/** Reads secrets from AWS Secrets Manager; the AWS SDK is loaded at the first read only. Thread-safe. */
@Singleton
public final class SecretsManager {

    private final BeanContext context;
    private SecretsConnection connection;

    SecretsManager(BeanContext context) {
        this.context = context;
    }

    /**
     * Reads the current text of a secret.
     *
     * @param setting the setting that names the secret, for messages
     * @param id name or ARN
     * @throws UnreadableSecretException if the secret has no text or cannot be read; the message names the setting
     */
    public synchronized String read(String setting, String id) {
        if (connection == null) {
            connection = SecretsConnection.open(context, setting);
        }
        return connection.read(setting, id);
    }
}
