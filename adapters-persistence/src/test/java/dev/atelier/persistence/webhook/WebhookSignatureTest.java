package dev.atelier.persistence.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.webhook.WebhookSecret;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

    /** The values with which the specification's own libraries are tested. */
    @Test
    void itIsThatOfTheSpecification() {
        assertThat(WebhookSignature.of(
                        new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void secretsAreLongAndDifferAndHide() {
        WebhookSecret secret = WebhookSecret.random();

        assertThat(secret.value()).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(secret.key()).hasSize(32);
        assertThat(WebhookSecret.random()).isNotEqualTo(secret);
        assertThat(secret.toString()).doesNotContain(secret.value().substring(6));
    }
}
