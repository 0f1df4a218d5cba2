package dev.atelier.persistence.secret;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/** Reads secrets from AWS Secrets Manager; nothing of the AWS SDK is loaded before the first. Thread-safe. */
@Singleton
public final class SecretsManager {

    private SecretsConnection connection;

    /**
     * The current text of a secret.
     *
     * @param setting what names the secret, for messages
     * @param id name or ARN
     * @throws UnreadableSecretException with a sentence that names the setting, if there is no such text or no access to it
     */
    public synchronized String read(String setting, String id) {
        if (connection == null) {
            connection = SecretsConnection.open(setting);
        }
        return connection.read(setting, id);
    }

    @PreDestroy
    synchronized void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
