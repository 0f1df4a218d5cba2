package dev.atelier.domain.webhook;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The secret with which a webhook's messages are signed: {@code whsec_} and the key in base64, as in the Standard Webhooks
 * specification. It is never shown by {@link #toString}.
 */
public record WebhookSecret(String value) {

    private static final String PREFIX = "whsec_";
    private static final int RANDOM_BYTES = 32;

    public WebhookSecret {
        if (!value.startsWith(PREFIX)) {
            throw new IllegalArgumentException("the secret of a webhook begins with " + PREFIX);
        }
    }

    /** A secret that cannot be guessed. */
    public static WebhookSecret random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(random));
    }

    /** The key itself. */
    public byte[] key() {
        return Base64.getDecoder().decode(value.substring(PREFIX.length()));
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
