package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointSelectorTest {

    private static final Caller ANN = designer("ann");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final EndpointSelector open = new EndpointSelector(atelier.endpoints, atelier.backendRegistry);

    @Test
    void choosesTheOneAskedFor() {
        Endpoint idle = atelier.add(endpoint());
        Endpoint asked = atelier.add(endpoint().status(EndpointStatus.UPDATING));
        atelier.backend.loadIs(asked.id(), 9);

        assertThat(choose(ANN, asked.name())).isEqualTo(asked).isNotEqualTo(idle);
    }

    @Test
    void theOneAskedForMayServeEitherTypeWhereNoneIsAskedFor() {
        Endpoint realTime = atelier.add(endpoint().realTime());
        Endpoint async = atelier.add(endpoint());

        assertThat(open.choose(ANN, Optional.empty(), Optional.of(realTime.name())))
                .isEqualTo(realTime);
        assertThat(open.choose(ANN, Optional.empty(), Optional.of(async.name())))
                .isEqualTo(async);
    }

    @Test
    void rejectsTheOneAskedForWhenItCannotServe() {
        Endpoint realTime = atelier.add(endpoint().realTime());
        Endpoint creating = atelier.add(endpoint().status(EndpointStatus.CREATING));
        Endpoint hidden = atelier.add(endpoint().openTo("guest"));

        assertRejected(ANN, realTime.name(), "serves Real-time, not Async");
        assertRejected(ANN, creating.name(), "is Creating");
        assertRejected(ANN, hidden.name(), "is not found");
        assertRejected(ANN, new EndpointName("unknown"), "is not found");
    }

    @Test
    void beingCalledLikeARoleOpensNothing() {
        Endpoint hidden = atelier.add(endpoint().openTo("guest"));

        assertRejected(designer("guest"), hidden.name(), "is not found");
    }

    @Test
    void choosesTheShortestWaitOfThoseThatServe() {
        Endpoint busy = atelier.add(endpoint());
        Endpoint calm = atelier.add(endpoint());
        atelier.add(endpoint().openTo("guest"));
        atelier.add(endpoint().realTime());
        atelier.add(endpoint().status(EndpointStatus.FAILED));
        atelier.backend.loadIs(busy.id(), 2);
        atelier.backend.loadIs(calm.id(), 1);

        assertThat(choose(ANN, null)).isEqualTo(calm);

        atelier.backend.loadIs(calm.id(), 3);
        assertThat(choose(ANN, null)).isEqualTo(busy);
    }

    @Test
    void anAdministratorUsesWhatIsOpenToOthers() {
        Endpoint hidden = atelier.add(endpoint().openTo("guest"));

        assertThat(choose(administrator(), null)).isEqualTo(hidden);
        assertThat(choose(administrator(), hidden.name())).isEqualTo(hidden);
    }

    @Test
    void saysWhenThereIsNone() {
        atelier.add(endpoint().openTo("guest"));

        assertRejected(ANN, null, "no available Async endpoints for user \"ann\"");
    }

    private void assertRejected(Caller caller, EndpointName asked, String reason) {
        assertThatThrownBy(() -> choose(caller, asked))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(reason);
    }

    private Endpoint choose(Caller caller, EndpointName asked) {
        return open.choose(caller, Optional.of(InferenceType.ASYNC), Optional.ofNullable(asked));
    }
}
