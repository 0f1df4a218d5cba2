package dev.atelier.persistence.secret;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Secrets stored in AWS Secrets Manager and read from there at run time. Region, credentials and endpoint are found by
 * the default chains of the AWS SDK: {@code AWS_REGION}, {@code AWS_ENDPOINT_URL_SECRETS_MANAGER} and so on.
 *
 * @param database name or ARN of the secret that holds {@code username} and {@code password} of the database's user as
 *     JSON, in place of {@code atelier.database.username} and {@code atelier.database.password}. It is read at the
 *     start, and again when the database rejects what was read. Not given: the settings
 * @param apiKey name or ARN of the secret whose text is the installation's own API key, in place of
 *     {@code atelier.api-key}. It is read at the start, and again after {@code maxAge}. Not given: the setting
 * @param maxAge how old the API key that was read may be when a request comes in. Default: five minutes
 */
@ConfigurationProperties(SecretsConfiguration.KEY)
public record SecretsConfiguration(
        @Nullable String database,
        @Nullable String apiKey,
        @Bindable(defaultValue = "5m") Duration maxAge) {

    public static final String KEY = "atelier.secrets";

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    public SecretsConfiguration {
        database = blankToNull(database);
        apiKey = blankToNull(apiKey);
        if (maxAge.compareTo(SHORTEST) < 0 || maxAge.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(KEY + ".max-age is " + maxAge + "; it should be between 1s and 24h");
        }
    }

    /** An environment variable that is set to an empty value counts as not set. */
    private static String blankToNull(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
