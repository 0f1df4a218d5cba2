package dev.atelier.domain.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "A-1", "esd-async-test", "a--b"})
    void anEndpointMayBeCalledThis(String name) {
        assertThat(new EndpointName(name)).hasToString(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "-", "-a", "a-", "a_b", "a.b", "a b", "ä", "a/b", "a\n"})
    void anEndpointMayNotBeCalledThis(String name) {
        assertThatThrownBy(() -> new EndpointName(name)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aNameHasAtMost63Characters() {
        assertThat(new EndpointName("n".repeat(63)).value()).hasSize(63);
        assertThatThrownBy(() -> new EndpointName("n".repeat(64))).hasMessageContaining("63");
        assertThatThrownBy(() -> new EndpointName("-".repeat(1000) + "!")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void hasTheTypeBeforeTheRequestedName() {
        assertThat(EndpointName.of(InferenceType.ASYNC, "test")).hasToString("esd-async-test");
        assertThat(EndpointName.of(InferenceType.REAL_TIME, "test")).hasToString("esd-real-time-test");
    }

    @Test
    void theFirstOfTheIdStandsInForAName() {
        EndpointId id = new EndpointId(UUID.fromString("3f8b3a0e-55a4-4a91-8a8c-0123456789ab"));

        assertThat(EndpointName.of(InferenceType.ASYNC, id)).hasToString("esd-async-3f8b3a0");
        assertThat(EndpointName.inferEndpoint(id)).hasToString("infer-endpoint-3f8b3a0");
    }
}
