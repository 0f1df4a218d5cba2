package dev.atelier.persistence.secret;

import io.micronaut.context.BeanContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/**
 * The SDK's client, with failures translated into messages for operators. They have no cause, whose message would be
 * shown instead.
 */
final class SecretsConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SecretsConnection.class);

    private final SecretsManagerClient client;

    private SecretsConnection(SecretsManagerClient client) {
        this.client = client;
    }

    static SecretsConnection open(BeanContext context, String setting) {
        try {
            context.getBean(AwsRegionProviderChain.class).getRegion();
        } catch (SdkException e) {
            throw unreadable(setting, "no AWS region is known; set AWS_REGION", e);
        }
        return new SecretsConnection(context.getBean(SecretsManagerClient.class));
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
}
