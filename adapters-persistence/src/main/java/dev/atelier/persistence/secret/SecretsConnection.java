package dev.atelier.persistence.secret;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/**
 * The SDK's client, with failures translated into messages for operators. They have no cause, whose message would be
 * shown instead.
 */
final class SecretsConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SecretsConnection.class);

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ATTEMPT = Duration.ofSeconds(4);

    /** Limit on one call including retries. Requests may wait for it. */
    private static final Duration CALL = Duration.ofSeconds(10);

    private final SecretsManagerClient client;

    private SecretsConnection(SecretsManagerClient client) {
        this.client = client;
    }

    static SecretsConnection open(String setting) {
        try {
            return new SecretsConnection(SecretsManagerClient.builder()
                    .httpClientBuilder(UrlConnectionHttpClient.builder()
                            .connectionTimeout(CONNECT)
                            .socketTimeout(ATTEMPT))
                    .overrideConfiguration(ClientOverrideConfiguration.builder()
                            .apiCallTimeout(CALL)
                            .build())
                    .build());
        } catch (SdkException e) {
            throw unreadable(setting, "no AWS region is known; set AWS_REGION", e);
        }
    }

    String read(String setting, String id) {
        String text = ask(setting, id);
        if (text == null || text.isBlank()) {
            throw new UnreadableSecretException(setting + " names the secret " + id + ", which contains no text");
        }
        return text.strip();
    }

    private String ask(String setting, String id) {
        try {
            return client.getSecretValue(secret -> secret.secretId(id)).secretString();
        } catch (ResourceNotFoundException e) {
            throw unreadable(setting, "Secrets Manager has no value of a secret " + id + " in this region", e);
        } catch (SecretsManagerException e) {
            throw unreadable(
                    setting,
                    "Secrets Manager rejects the request for " + id + " (" + e.statusCode() + " "
                            + e.awsErrorDetails().errorCode()
                            + "); the credentials need secretsmanager:GetSecretValue on it, and kms:Decrypt where a key"
                            + " of the account's own encrypts it",
                    e);
        } catch (SdkException e) {
            throw unreadable(
                    setting,
                    "Secrets Manager cannot be reached for " + id
                            + "; AWS credentials are needed, and a network route:"
                            + " from a private network a NAT gateway or a VPC endpoint",
                    e);
        }
    }

    private static UnreadableSecretException unreadable(String setting, String because, SdkException cause) {
        LOG.warn("The secret of {} could not be read: {}", setting, cause.getMessage());
        LOG.debug("The secret of {} could not be read", setting, cause);
        return new UnreadableSecretException(setting + " cannot be read: " + because);
    }

    @Override
    public void close() {
        client.close();
    }
}
